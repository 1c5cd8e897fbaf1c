#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: many_sites.py MEMTRACE [SITES [RUNS]]

How long each verb of the command takes for a ledger with many sites (100,000),
and how much memory: processor time of the best of the runs (5), and the most
RSS of any. docs/cli.md has figures.
"""
import os
import random
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "cli", "Inputs"))
from ledger import Frame, Ledger, Site  # noqa: E402

VERBS = [
    ["report"], ["report", "--by=function"], ["report", "--by=stack"],
    ["report", "--format=json"], ["report", "--format=csv"], ["stats"],
    ["hints"], ["annotate"], ["check", "--max-peak=1000G"],
    ["export", "--to=json"], ["export", "--to=csv"], ["export", "--to=pprof"],
    ["export", "--to=dhat"], ["export", "--to=folded"],
    ["export", "--to=speedscope"], ["export", "--to=callgrind"],
    ["export", "--to=massif"], ["flamegraph"],
]


def make(path, sites):
    rng = random.Random(1)
    ledger, live = Ledger(), 0
    for i in range(sites):
        file = b"/home/me/project/src/part%03d/unit%04d.cpp" % (i % 100,
                                                                i % 2000)
        name = b"_ZN7project4part%dE3runIiEEvi" % i
        site = ledger.add_context(
            ledger.enter(Site([Frame(name, file, 1 + i // 2000)]), id=i + 2),
            id=i + 2)
        blocks, size = rng.randrange(1, 1000), rng.randrange(8, 4096)
        freed = rng.randrange(blocks)
        ledger.count(site, (blocks * size, blocks), (freed * size, freed))
        live += blocks * size - freed * size
    ledger.header["peak_bytes"] = live
    ledger.write(path)


def measure(command):
    """Seconds of processor, of wall clock, and MiB."""
    begin = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    wall = time.monotonic() - begin
    if status:
        sys.exit(f"{' '.join(command)} ended with {status}")
    return (usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def main():
    memtrace = os.path.abspath(sys.argv[1])
    sites = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "many.memtrace")
        make(path, sites)
        print(f"{sites} sites, {os.path.getsize(path) / 2**20:.1f} MiB; best "
              f"of {runs} runs\n\n| command | CPU s | wall s | MiB |\n"
              "|---|--:|--:|--:|")
        for verb in VERBS:
            got = [measure([memtrace, verb[0], path, *verb[1:]])
                   for _ in range(runs)]
            print(f"| `memtrace {' '.join(verb)}` | {min(g[0] for g in got):.2f}"
                  f" | {min(g[1] for g in got):.2f}"
                  f" | {max(g[2] for g in got):.0f} |", flush=True)


if __name__ == "__main__":
    main()
