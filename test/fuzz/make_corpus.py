# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the ledgers that the fuzzer begins with: whole ones of all kinds, and
those that test/cli has to refuse.

usage: make_corpus.py FOLDER
"""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "cli",
                                "Inputs"))
import bad
import ledger
from random_ledger import random_ledger

RANDOM_LEDGERS = 60
BYTES_AT_MOST = 48 << 10


def contents():
    yield "example", ledger.example().bytes()
    yield "time_line", bad.time_line().bytes()
    unfinished = ledger.example()
    unfinished.header.update(finished=0, end_time=0)
    yield "unfinished", unfinished.bytes()
    incomplete = ledger.example()
    extents = incomplete.place(incomplete.extents())
    extents[0].flags = extents[-1].flags = ledger.NOT_IN_FILE
    incomplete.header["file_incomplete"] = 1
    yield "incomplete", incomplete.bytes(extents)[:-ledger.PAGE]
    for seed in range(RANDOM_LEDGERS):
        rng = random.Random(seed)
        yield f"random{seed}", random_ledger(rng, small=True).bytes()
    for name, (_, make) in bad.CASES.items():
        yield f"bad_{name}", make()


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for name, content in contents():
        if len(content) <= BYTES_AT_MOST:
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)


if __name__ == "__main__":
    main()
