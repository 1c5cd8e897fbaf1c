# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether the table that examples/hotspots/generator prints says what its
README does.
usage: generator.py TABLE"""
import re
import sys

UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20}


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = [re.findall(r"(\d+(?:\.\d+)?)(?: ([KM]?i?B))?\b", line)
                for line in file.readlines()[1:]]
    (count, fields, *listed), (other, others, *made) = [
        [float(number) * UNITS[unit or "B"] for number, unit in row]
        for row in rows]
    right = (count == other > 0 and fields == others > count
             and made[0] * 100 < listed[0] and made[1] * 100 < listed[1]
             and listed[2] == made[2] == 0)
    if not right:
        print(rows)
    return not right


if __name__ == "__main__":
    sys.exit(main())
