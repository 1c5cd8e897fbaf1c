# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# same_end.py: runs both builds of a program with each of the words, and
# compares their output, what they say and how they end.
#
#   same_end.py PLAIN TRACED WORK-FOLDER WORD...
import os
import re
import shutil
import sys

from traced import ours, run, tell

plain, traced, work, *words = sys.argv[1:]
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
wrong = []
for word in words:
    ends = []
    for program, out in ((plain, None), (traced, None),
                         (traced, os.path.join(work, word + ".txt")),
                         (traced, os.path.join(work, word + ".memtrace"))):
        end = run([program, word, os.path.join(work, "file")], out,
                  timeout=60)
        said, others = ours(end.stderr)
        # glibc says addresses, and the program's name.
        others = re.sub(r"0x[0-9a-f]+", "ADDRESS", others)
        others = others.replace(program, "PROGRAM")
        ends.append((end.returncode, end.stdout, others))
        if said:
            wrong.append(f"{word}: said {said}")
    wrong += (f"{word}: {end}, but plain {ends[0]}"
              for end in ends[1:] if end != ends[0])
tell(wrong)
