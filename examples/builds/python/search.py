# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: search.py FILE LETTERS: the lines of a file that have three letters,
by the index of the extension module."""
import sys

import trigrams

path, letters = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    lines = file.read().splitlines()
index = trigrams.build(lines)
for number in trigrams.find(index, letters):
    print(f"{number + 1}: {lines[number].strip()}")
