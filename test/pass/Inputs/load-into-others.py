# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles with PLUGIN in each CLANG, which must fail and say one line.

Usage: load-into-others.py PLUGIN CLANG...
"""
import re
import subprocess
import sys

plugin, *clangs = sys.argv[1:]
for clang in clangs:
    done = subprocess.run(
        [clang, f"-fpass-plugin={plugin}", "-x", "c", "-", "-c", "-o",
         "/dev/null"],
        input="int x;", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False)
    lines = done.stdout.splitlines()
    fine = (done.returncode == 1 and len(lines) == 1 and
            re.fullmatch(r"MemTrace: .* LLVM \d+; use clang-\d+", lines[0]))
    print(done.stdout, end="")
    if not fine:
        print(f"wrong answer of {clang}, status {done.returncode}")
