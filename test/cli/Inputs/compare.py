# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes random ledgers and compares what memtrace reports of them with what
the writer knows.

usage: compare.py MEMTRACE FOLDER FIRST_SEED COUNT
"""
import json
import os
import random
import subprocess
import sys

from random_ledger import (expected_json, expected_rows, random_layout,
                           random_ledger)


def run(memtrace, path, verb, *arguments):
    return subprocess.run([memtrace, verb, path, *arguments], check=True,
                          stdout=subprocess.PIPE).stdout


def differences(ours, theirs, path=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from differences(ours.get(key, "absent"),
                                   theirs.get(key, "absent"), f"{path}.{key}")
    elif (isinstance(ours, list) and isinstance(theirs, list)
          and len(ours) == len(theirs)):
        for i, (a, b) in enumerate(zip(ours, theirs)):
            yield from differences(a, b, f"{path}[{i}]")
    elif ours != theirs or type(ours) is not type(theirs):
        yield f"{path}: {ours!r} instead of {theirs!r}"


def check(memtrace, path, seed):
    rng = random.Random(seed)
    ledger = random_ledger(rng)
    ledger.write(path, random_layout(rng, ledger))

    ours = json.loads(run(memtrace, path, "export", "--to=json").decode())
    assert ours.pop("memtrace")["ledger_version"] == 7
    yield from differences(ours, expected_json(ledger))

    for key, options in [("peak", []), ("current", ["--at=current"]),
                         ("total", ["--at=total"]),
                         ("count", ["--at=total", "--sort=count"])]:
        text = run(memtrace, path, "report", "--top=1000000", "--chains=0",
                   *options)
        rows = text.decode(errors="surrogateescape").rpartition("\n\n")[2]
        yield from differences(rows.splitlines()[1:],
                               list(expected_rows(ledger, key)), key)


def main():
    memtrace, folder, first, count = sys.argv[1:]
    for seed in range(int(first), int(first) + int(count)):
        path = os.path.join(folder, f"{seed}.ledger")
        wrong = list(check(memtrace, path, seed))
        if wrong:
            print(f"seed {seed}, {path}:", *wrong[:20], sep="\n")
            return 1
        os.unlink(path)
    print(f"{count} ledgers are reported as they were written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
