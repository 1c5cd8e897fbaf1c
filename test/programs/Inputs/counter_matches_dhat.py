# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# counter_matches_dhat.py: the counter that MemTrace is compared with is itself
# compared with valgrind's DHAT.
#
#   counter_matches_dhat.py WORK-FOLDER COUNTER.so PROGRAM
import os
import re
import subprocess
import sys

from same_counts import count, fresh_folder


def dhat(work, program):
    run = subprocess.run(
        ["valgrind", "--tool=dhat", f"--dhat-out-file={work}/dhat.out",
         program], cwd=fresh_folder(work), text=True, capture_output=True)
    found = {}
    for name in ("Total", "At t-gmax"):
        match = re.search(rf"{name}: +([\d,]+) bytes in ([\d,]+) block",
                          run.stderr)
        if not match:
            sys.exit(f"no '{name}' of DHAT:\n{run.stderr}")
        found[name] = tuple(int(g.replace(",", "")) for g in match.groups())
    return found


def main():
    work, counter, program = sys.argv[1:]
    counts = count(work, counter, [program])[1]
    found = dhat(work, program)
    total = counts["total_bytes"], counts["total_blocks"]
    if found["Total"] != total or found["At t-gmax"][0] != counts["peak_bytes"]:
        sys.exit(f"DHAT has {found}, the counter {counts}")


if __name__ == "__main__":
    main()
