# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares statistics, differences, filters and tracebacks with what CPython's
own tracemalloc makes of the same traces, byte for byte and in order.

They differ on purpose in these ways, which are taken out before:
 - a file's row is `a.c: size=...`, not `a.c:0: size=...`;
 - a stack's row is named by the frame that allocated, not by the outermost;
 - a cumulative row counts a block once, also where two frames of its stack are
   in one group: CPython is given only the first of these here.

usage: api_matches_cpython.py API_PROBE [SEED]
"""
import fnmatch
import os
import random
import subprocess
import sys
import tempfile
import tracemalloc

KEYS = {"line": "lineno", "file": "filename", "stack": "traceback"}
FILES = ["a.c", "b.c", "src/a.c", "src/b.cpp", "src/lib/x y.h", "naïve.c",
         "表.cpp", "[x].c", "a-b.c", "Z"]
TRIALS = 2000


def random_size(rng):
    return rng.choice([0, 8, 8, 16, 100, 10240, rng.randrange(2**40)])


def random_traces(rng):
    frames = [(rng.choice(FILES), rng.choice([1, 1, 2, 10, 400000]))
              for _ in range(rng.randrange(1, 8))]
    stacks = [tuple(rng.choice(frames) for _ in range(rng.randrange(1, 6)))
              for _ in range(rng.randrange(1, 12))]
    return [(rng.choice([0, 0, 0, 1, 7]), random_size(rng), rng.choice(stacks))
            for _ in range(rng.randrange(40))]


def random_pattern(rng, alphabet):
    return "".join(rng.choice(alphabet) for _ in range(rng.randrange(1, 7)))


def pattern_for(rng):
    return rng.choice(FILES + ["*", "*.c", "src/*", "*/a.?", "?.c", "[ab].c",
                               "[!ab]*", "a[!-]b.c", "[[]x].c", "*表*", "na?ve*",
                               random_pattern(rng, "ab.c*?[]!-/")])


def random_filters(rng):
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        domain = rng.choice([None, None, 0, 1, 7, 9])
        if domain is not None and rng.random() < 0.4:
            yield (tracemalloc.DomainFilter(rng.random() < 0.5, domain),
                   domain)
            continue
        yield (tracemalloc.Filter(rng.random() < 0.5, pattern_for(rng),
                                  rng.choice([None, None, 1, 2]),
                                  rng.random() < 0.5, domain), domain)


def filter_request(made, domain):
    # A domain's filter is one of any file.
    pattern = getattr(made, "_filename_pattern", "any")
    return "\t".join(map(str, [
        "filter", int(made.inclusive), pattern, getattr(made, "lineno", 0) or 0,
        int(getattr(made, "all_frames", False)), int(domain is not None),
        domain or 0]))


def once(stack, key):
    """Without frames of a group that is there already."""
    seen = set()
    for frame in stack:
        group = frame if key == "line" else frame[0]
        if group not in seen:
            seen.add(group)
            yield frame


def snapshot_of(traces, filters):
    whole = tracemalloc.Snapshot([(*trace, len(trace[2])) for trace in traces],
                                 5)
    return whole.filter_traces(filters) if filters else whole


def for_groups(snapshot, key):
    traces = [(domain, size, tuple(once(stack, key)), total)
              for domain, size, stack, total in snapshot.traces._traces]
    return tracemalloc.Snapshot(traces, 5)


def row(statistic, key):
    text = str(statistic)
    name = str(statistic.traceback)
    assert text.startswith(name + ": "), text
    if key == "file":
        return name[:-len(":0")] + text[len(name):]
    if key == "stack":
        return str(statistic.traceback[-1]) + text[len(name):]
    return text


def snapshot_cases(rng):
    for _ in range(TRIALS):
        traces = {"NOW": random_traces(rng), "OLD": random_traces(rng)}
        if rng.random() < 0.5: # most of it stays
            traces["OLD"] = [trace for trace in traces["NOW"]
                             if rng.random() < 0.7] + traces["OLD"][:3]
        filters = list(random_filters(rng))
        setup = ["forget"]
        for when, listed in traces.items():
            for domain, size, stack in listed:
                frames = [str(part) for frame in stack for part in frame]
                setup.append("\t".join(["trace", when, str(domain), str(size),
                                        *frames]))
        setup += [filter_request(*made) for made in filters]
        made = [filter for filter, _ in filters]
        now, old = (snapshot_of(traces[when], made) for when in ("NOW", "OLD"))
        for request in ("statistics", "compare"):
            for key in KEYS:
                for cumulative in ((0,) if key == "stack" else (0, 1)):
                    a, b = ((for_groups(now, key), for_groups(old, key))
                            if cumulative else (now, old))
                    rows = (a.statistics(KEYS[key], bool(cumulative))
                            if request == "statistics" else
                            a.compare_to(b, KEYS[key], bool(cumulative)))
                    expected = "".join(row(r, key) + "\n" for r in rows)
                    yield ("\n".join(setup + [f"{request}\t{key}\t{cumulative}"]),
                           expected)
                    setup = []


def glob_cases(rng):
    alphabet = "ab-]![*?c/\\^é表"
    for _ in range(20000):
        pattern = random_pattern(rng, alphabet)
        text = random_pattern(rng, rng.choice(["ab-]![c/\\^é表", "abc"]))
        yield (f"glob\t{pattern}\t{text}",
               str(int(fnmatch.fnmatchcase(text, pattern))))


def traceback_cases(rng, folder):
    files = []
    for name, content in [
            ("a.c", "int a;\n  int b;  \n\n\t \n\x0cint c;\x1f\nlast"),
            ("b.c", "one\r\n two \r\n"), ("empty.c", ""),
            ("utf8.c", "  // naïve 表\n")]:
        files.append(os.path.join(folder, name))
        with open(files[-1], "w", newline="") as file:
            file.write(content)
    files += [os.path.join(folder, "absent.c"), "<unknown>"]
    for _ in range(TRIALS):
        stack = [(rng.choice(files), rng.randrange(9))
                 for _ in range(rng.randrange(1, 6))]
        limit = rng.choice([0, 0, 1, 2, 5, 9, -1, -2, -5, -9])
        first = rng.random() < 0.5
        lines = tracemalloc.Traceback(stack).format(limit or None, first)
        frames = [str(part) for frame in stack for part in frame]
        yield ("\t".join(["format", str(limit), str(int(first)), *frames]),
               "".join(line + "\n" for line in lines))


def main():
    probe = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        cases = [*glob_cases(rng), *traceback_cases(rng, folder),
                 *snapshot_cases(rng)]
        requests = "".join(f"{request}\n" for request, _ in cases)
        run = subprocess.run([probe], input=requests.encode(), check=True,
                             stdout=subprocess.PIPE)
    answers = run.stdout.decode()
    for request, expected in cases:
        expected += "\n"
        if not answers.startswith(expected):
            print(f"seed {seed}: to the request\n{request}\n"
                  f"CPython's answer is:\n{expected}"
                  f"ours is:\n{answers[:len(expected) + 300]}")
            return 1
        answers = answers[len(expected):]
    if answers:
        print(f"seed {seed}: ours is longer:\n{answers[:300]}")
        return 1
    print(f"{len(cases)} answers equal CPython {sys.version.split()[0]}'s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
