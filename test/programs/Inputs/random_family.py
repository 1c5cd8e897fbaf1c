# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# random_family.py: runs random_family.c for many seeds and compares the ledger
# of each process with the books that the process itself has kept.
#
#   random_family.py MEMTRACE PROGRAM WORK-FOLDER SEEDS STEPS
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys


def books_of(path):
    """By pid and line: allocated bytes and blocks, live bytes and blocks."""
    books = collections.defaultdict(dict)
    for row in path.read_text().splitlines():
        pid, line, *numbers = map(int, row.split())
        if line:
            books[pid][line] = tuple(numbers)
    return books


def ledger_of(memtrace, path):
    done = subprocess.run([memtrace, "export", "--to=json", path],
                          text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"{path}: {done.stderr}")
    return json.loads(done.stdout)


def inherited_by_site(ledger):
    sites = {context["id"]: context["site"] for context in ledger["contexts"]}
    came = collections.defaultdict(lambda: (0, 0))
    for context, *numbers in ledger["inherited_live"]:
        came[sites[context]] = tuple(
            a + b for a, b in zip(came[sites[context]], numbers))
    return came


def rows_of(ledger, lines):
    """With what was inherited, which a child's books begin with."""
    came = inherited_by_site(ledger)
    rows = collections.defaultdict(lambda: (0, 0, 0, 0))
    for site in ledger["sites"]:
        if site["line"] in lines and site["file"].endswith("random_family.c"):
            numbers = (site["allocated"]["bytes"] + came[site["id"]][0],
                       site["allocated"]["blocks"] + came[site["id"]][1],
                       site["current"]["bytes"], site["current"]["blocks"])
            rows[site["line"]] = tuple(
                a + b for a, b in zip(rows[site["line"]], numbers))
    return rows


def problems_of(ledger, books):
    for line, expected in books.items():
        counted = rows_of(ledger, books)[line]
        if counted != expected:
            yield f"line {line}: {counted}, the books have {expected}"
    for name in ("bad_tags", "damaged_blocks", "unregistered_sites"):
        if ledger[name]:
            yield f"{name}: {ledger[name]}"
    if ledger["untracked"]["blocks"] or ledger["incomplete"]:
        yield "something was not counted"
    if ledger["process"]["state"] != "finished":
        yield "not finished"
    peak = ledger["peak"]
    if peak["bytes"] < ledger["current"]["bytes"] and \
            peak["upper_bound"] < ledger["current"]["bytes"]:
        yield f"peak {peak} below what is live"


def try_seed(memtrace, program, work, seed, steps, threads, settings):
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    path = work / "books"
    done = subprocess.run(
        [program, str(seed), str(steps), str(threads), str(path)],
        text=True, capture_output=True, timeout=300,
        env={**os.environ, "MEMTRACE_OUT": str(work / "out.memtrace"),
             **settings})
    if done.returncode or done.stderr:
        return [f"status {done.returncode}: {done.stderr}"]
    books = books_of(path)
    ledgers = {}
    for name in work.glob("out.memtrace*"):
        ledger = ledger_of(memtrace, name)
        ledgers[ledger["process"]["pid"]] = ledger
    problems = []
    if ledgers.keys() != books.keys():
        problems.append(f"ledgers of {sorted(ledgers)}, "
                        f"processes {sorted(books)}")
    for pid in ledgers.keys() & books.keys():
        problems += [f"pid {pid}: {problem}"
                     for problem in problems_of(ledgers[pid], books[pid])]
    return problems


def main():
    memtrace, program, work, seeds, steps = sys.argv[1:]
    processes = 0
    for seed in range(int(seeds)):
        threads = seed % 4
        settings = {"MEMTRACE_PEAK": "exact"} if seed % 3 == 2 else {}
        problems = try_seed(memtrace, program, pathlib.Path(work), seed,
                            int(steps), threads, settings)
        if problems:
            sys.exit("\n".join([f"seed {seed}, {threads} more threads "
                                f"{settings or ''}", *problems[:20]]))
        processes += len(list(pathlib.Path(work).glob("out.memtrace*")))
    print(f"{processes} processes")


if __name__ == "__main__":
    main()
