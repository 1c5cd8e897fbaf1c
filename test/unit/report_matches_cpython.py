# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares sizes, averages and rows with those of CPython's own tracemalloc,
byte for byte and in order.

usage: report_matches_cpython.py REPORT_PROBE [SEED]
"""
import random
import subprocess
import sys
import tracemalloc

UINT64 = 2**64 - 1
INT64 = 2**63 - 1


def edges():
    """Around every value where the text changes its shape or its rounding."""
    for power in range(65):
        for delta in (-2, -1, 0, 1, 2):
            yield 2**power + delta
    for unit in (1, 2**10, 2**20, 2**30, 2**40):
        for factor in (1, 99.95, 99.9, 100, 999.5, 1023.5, 1024, 10239.5,
                       10240):
            for delta in (-1, 0, 1):
                yield round(unit * factor) + delta
        # Exact ties of both roundings.
        for whole in (10, 11, 98, 99, 100, 101, 1022, 1023, 10238, 10239):
            for twentieth in range(0, 20):
                yield unit * whole + unit * twentieth // 20
                yield unit * whole + unit * twentieth // 20 + 1


def any_size(rng, most):
    return rng.randrange(min(2**rng.randrange(1, 65), most + 1))


def size_requests(rng):
    sizes = {size for size in edges() if 0 <= size <= UINT64}
    sizes |= {any_size(rng, UINT64) for _ in range(20000)}
    for size in sorted(sizes):
        yield f"size\t{size}", tracemalloc._format_size(size, False)
        if size <= INT64:
            for signed in (size, -size):
                yield f"diff\t{signed}", tracemalloc._format_size(signed, True)


def average_requests(rng):
    pairs = [(any_size(rng, INT64), any_size(rng, INT64) + 1)
             for _ in range(20000)]
    pairs += [(any_size(rng, INT64), rng.randrange(1, 5000))
              for _ in range(20000)]
    # Quotients on and beside a tie: n + 1/2, and n.x5 of a larger unit.
    for _ in range(5000):
        count = 2 * any_size(rng, 2**30) + 2
        size = count * any_size(rng, 2**20) + count // 2
        pairs += [(size + delta, count) for delta in (-1, 0, 1)]
        count = 20 * rng.randrange(1, 2**20)
        size = 2**10 * (count * rng.randrange(10, 100)
                        + count // 20 * rng.randrange(20))
        pairs += [(size + delta, count) for delta in (-1, 0, 1)]
    for size, count in pairs:
        size, count = max(0, min(size, INT64)), min(count, INT64)
        yield (f"average\t{size}\t{count}",
               tracemalloc._format_size(size / count, False))


def random_file(rng):
    stem = rng.choice(["a", "b", "a.b", "src/a", "src/ab", "/usr/x y",
                       "naïve", "表", "\U0001f600", "Z"])
    return stem + rng.choice([".c", ".cpp", ".h", ""])


def row_requests(rng):
    """Few distinct sizes and places, so that many rows tie."""
    for trial in range(300):
        sites = [(random_file(rng), rng.choice([0, 1, 2, 9, 10, 11, 4000000]))
                 for _ in range(rng.randrange(1, 60))]
        sizes = rng.choice([[8], [8, 16], [0, 1, 100, 10240],
                            [any_size(rng, 2**45) for _ in range(20)]])
        blocks = [(rng.randrange(len(sites)), rng.choice(sizes))
                  for _ in range(rng.randrange(0, 200))]
        requests = [f"site\t{file}\t{line}" for file, line in sites]
        requests += [f"alloc\t{site + 2}\t{size}" for site, size in blocks]
        traces = [(0, size, (sites[site],), 1) for site, size in blocks]
        statistics = tracemalloc.Snapshot(traces, 1).statistics("lineno")
        expected = "".join(f"{statistic}\n" for statistic in statistics)
        yield "\n".join(requests + ["rows"]), expected


def main():
    probe = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = random.Random(seed)
    cases = (list(size_requests(rng)) + list(average_requests(rng))
             + list(row_requests(rng)))
    requests = "".join(f"{request}\n" for request, _ in cases)
    run = subprocess.run([probe], input=requests.encode(), check=True,
                         stdout=subprocess.PIPE)
    expected = "".join(f"{answer}\n" for _, answer in cases)
    if run.stdout.decode() == expected:
        print(f"{len(cases)} answers equal CPython {sys.version.split()[0]}'s")
        return 0
    for ours, theirs in zip(run.stdout.decode().split("\n"),
                            expected.split("\n")):
        if ours != theirs:
            print(f"seed {seed}: ours: {ours!r}\n   CPython's: {theirs!r}")
            break
    else:
        print(f"seed {seed}: one of the two answers is longer")
    return 1


if __name__ == "__main__":
    sys.exit(main())
