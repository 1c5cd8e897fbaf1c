# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the rows of `memtrace diff` with those of CPython's own
Snapshot.compare_to, byte for byte and in order.

usage: diff_matches_cpython.py MEMTRACE FOLDER FIRST_SEED COUNT
"""
import json
import os
import random
import subprocess
import sys
import tracemalloc

from ledger import Ledger

FILES = ["a.c", "src/a.cpp", "src/b.cpp", "naïve.cpp", "\U0001f600.cc", "Z.h"]


def random_blocks(rng, places):
    """Sizes of blocks, by place and function."""
    sizes = rng.choice([[8], [0, 8, 16], [1, 100, 10240, 2**30]])
    return {place: [rng.choice(sizes) for _ in range(rng.choice([1, 2, 50]))]
            for place in places if rng.random() < 0.7}


def write(blocks, path, pid):
    ledger = Ledger(pid=pid)
    for (file, line, function), sizes in blocks.items():
        context = ledger.add_site(file.encode(), line, function)
        ledger.count(context, (sum(sizes) + 5, len(sizes) + 1), (5, 1))
    ledger.set_peak()
    ledger.write(path)


def snapshot(blocks):
    traces = [(0, size, ((file, line),), 1)
              for (file, line, _), sizes in blocks.items() for size in sizes]
    return tracemalloc.Snapshot(traces, 1)


def expected(old, new, by, shows_all, pattern):
    snapshots = [snapshot(old), snapshot(new)]
    if pattern is not None:
        only = tracemalloc.Filter(True, pattern)
        snapshots = [taken.filter_traces([only]) for taken in snapshots]
    key = "lineno" if by == "line" else "filename"
    for row in snapshots[1].compare_to(snapshots[0], key):
        if shows_all or row.size_diff != 0 or row.count_diff != 0:
            text = str(row)
            yield text if by == "line" else text.replace(":0: ", ": ", 1)


def check(memtrace, paths, seed):
    rng = random.Random(seed)
    places = sorted({(rng.choice(FILES), rng.randrange(1, 12),
                      rng.choice([b"f", b"g"]))
                     for _ in range(rng.randrange(1, 40))})
    old, new = random_blocks(rng, places), random_blocks(rng, places)
    write(old, paths[0], 1)
    write(new, paths[1], 2)
    by = rng.choice(["line", "file"])
    shows_all = rng.random() < 0.5
    pattern = rng.choice([None, "*.cpp", "src/*"])
    command = [memtrace, "diff", *paths, f"--by={by}", "-n", "1000",
               rng.choice(["--at=peak", "--at=current"]),
               *(["--all"] if shows_all else []),
               *([f"--include={pattern}"] if pattern else [])]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    rows = run.stdout.decode().rpartition("\n\n")[2].splitlines()[1:]
    theirs = list(expected(old, new, by, shows_all, pattern))
    if rows == ["Nothing has changed."]:
        rows = []
    if rows != theirs:
        yield f"{' '.join(command)}\nours: {rows}\nCPython's: {theirs}"

    # The same as numbers.
    run = subprocess.run([*command, "--format=json"], check=True,
                         stdout=subprocess.PIPE)
    table = json.loads(run.stdout)
    size = tracemalloc._format_size
    numbers = [f"size={size(row['bytes'], False)} "
               f"({size(row['bytes_change'], True)}), "
               f"count={row['blocks']} ({row['blocks_change']:+})"
               for row in table["rows"]]
    if [row.split(": ")[1].split(", average")[0] for row in theirs] != numbers:
        yield f"{' '.join(command)}: the numbers are {numbers}"
    if table["total"]["bytes_change"] != sum(
            row["bytes_change"] for row in table["rows"]):
        yield f"{' '.join(command)}: the rows don't add up"


def main():
    memtrace, folder, first, count = sys.argv[1:]
    paths = [os.path.join(folder, name) for name in ("old", "new")]
    for seed in range(int(first), int(first) + int(count)):
        wrong = list(check(memtrace, paths, seed))
        if wrong:
            print(f"seed {seed}:", *wrong, sep="\n")
            return 1
    print(f"{count} comparisons equal CPython {sys.version.split()[0]}'s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
