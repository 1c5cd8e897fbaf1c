# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes random ledgers.

usage: random_ledgers.py FOLDER FIRST_SEED COUNT
"""
import os
import random
import sys

from random_ledger import random_ledger


def main():
    folder, first, count = sys.argv[1:]
    for seed in range(int(first), int(first) + int(count)):
        random_ledger(random.Random(seed)).write(
            os.path.join(folder, f"{seed}.ledger"))


if __name__ == "__main__":
    main()
