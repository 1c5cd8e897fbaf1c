# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes random ledgers, in which nothing is freed that wasn't allocated.

usage: random_ledgers.py FOLDER FIRST_SEED COUNT
"""
import os
import random
import sys

from ledger import Counter
from random_ledger import random_ledger


def part_of(rng, amount):
    return tuple(rng.randrange(n + 1) for n in amount)


def sane(rng, counter):
    allocated = (rng.randrange(1, 10**6), rng.randrange(1, 1000))
    return Counter(allocated, part_of(rng, allocated), part_of(rng, allocated),
                   counter.generation, counter.damaged)


def main():
    folder, first, count = sys.argv[1:]
    for seed in range(int(first), int(first) + int(count)):
        rng = random.Random(seed)
        while True:
            ledger = random_ledger(rng)
            if len(ledger.ids()) > 5:
                break
        ledger.counters = {key: sane(rng, counter)
                           for key, counter in ledger.counters.items()}
        ledger.set_peak()
        ledger.write(os.path.join(folder, f"{seed}.ledger"))


if __name__ == "__main__":
    main()
