# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# instructions.py: instructions that MemTrace adds to a malloc and free pair.
# callgrind counts two lengths of the loop of pairs.c; the difference leaves
# start and end out. The counts repeat, so the bounds need no margin.
#
#   instructions.py WORK-FOLDER PLAIN TRACED WAITING MOST-WHEN-ON MOST-WHEN-OFF
#     MOST-WHEN-WAITING
import os
import re
import subprocess
import sys

SHORT, LONG = 100_000, 1_100_000


def instructions(work, program, pairs, settings):
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         program, str(pairs)], text=True, capture_output=True, cwd=work,
        env={**os.environ, **settings})
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode or not found:
        sys.exit(f"{program} under callgrind:\n{run.stderr}")
    return int(found[1])


def a_pair(work, program, **settings):
    difference = (instructions(work, program, LONG, settings)
                  - instructions(work, program, SHORT, settings))
    return difference / (LONG - SHORT)


def main():
    (work, plain_program, traced_program, waiting_program, most_on, most_off,
     most_waiting) = sys.argv[1:]
    report = os.path.join(work, "report.txt")
    plain = a_pair(work, plain_program)
    off = a_pair(work, traced_program) - plain
    on = a_pair(work, traced_program, MEMTRACE_OUT=report) - plain
    waiting = a_pair(work, waiting_program) - plain
    print(f"a pair: plain {plain:.1f} instructions, off +{off:.1f}, "
          f"on +{on:.1f}, may start +{waiting:.1f}")
    # A run that traced nothing would be a fast one.
    if not re.search(r"pairs\.c:\d+: size=25 B, count=1,",
                     open(report).read()):
        sys.exit("the pairs were not traced under callgrind:\n"
                 + open(report).read())
    if (on > float(most_on) or off > float(most_off)
            or not off < waiting <= float(most_waiting) or plain < 20):
        sys.exit(f"more than {most_on} on, {most_off} off or {most_waiting} "
                 "where the program may start tracing")


if __name__ == "__main__":
    main()
