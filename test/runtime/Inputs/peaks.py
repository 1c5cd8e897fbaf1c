# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# peaks.py: runs peaks.c with limits for its peak, and compares its status, its
# output and what is said with what they should be.
#
#   peaks.py PROGRAM SOURCE WORK-FOLDER
import os
import re
import signal
import shutil
import subprocess
import sys

from traced import environment, marks, ours, tell

program, source, work = sys.argv[1:]
LINE, LARGE = marks(source, "LINE")[0], marks(source, "LARGE")[0]
shutil.rmtree(work, ignore_errors=True)
os.makedirs(work)
wrong = []
out = os.path.join(work, "run.txt")


def passed(limit, line=LINE):
    return rf"live memory passed MEMTRACE_MAX_PEAK \({limit}\) at .*peaks\.c:" \
        rf"{line}$"


def ended(limit):
    return rf"the peak of live memory was .*B, more than MEMTRACE_MAX_PEAK " \
        rf"\({limit}\)$"


def check(limit, size, way="return", status=0, output=None, said=(),
          has_report=False, out=None, stdin=None, **settings):
    end = subprocess.run([program, str(size), way], capture_output=True,
                         stdin=stdin, timeout=60,
                         env=environment(out, MEMTRACE_MAX_PEAK=limit,
                                         **settings))
    name = f"{limit}, {size} {way}"
    lines, others = ours(end.stderr)
    if len(lines) != len(said) or not all(map(re.search, said, lines)):
        wrong.append(f"{name}: said {lines}, not {said}")
    if end.returncode != status:
        wrong.append(f"{name}: status {end.returncode}, not {status}")
    if output is not None and end.stdout.decode() != output:
        wrong.append(f"{name}: output {end.stdout}, not {output}")
    if ("At the peak:" in others) != has_report or (others and not has_report):
        wrong.append(f"{name}: report is {others!r}")
    return end


TEXT = "buffered "
BOTH = [passed("500 KiB"), ended("500 KiB")]

# Passed or not; with and without a file.
check("500K", 400_000, output=TEXT)
check("500K", 600_000, output=TEXT, said=BOTH, has_report=True)
check("500K,fail", 400_000, output=TEXT)
check("500K,fail", 600_000, status=1, output=TEXT, said=BOTH, has_report=True)
check("500K,fail", 600_000, status=1, output=TEXT, said=BOTH, out=out)
text = open(out).read()
if "exit status 1" not in text or "At the peak:" not in text:
    wrong.append(f"the report is {text}")
check("500K,fail", 400_000, output=TEXT, out=out)
if "exit status 0" not in open(out).read():
    wrong.append("the report of a good run lacks its status")

# It is said once, also when live memory falls below the limit and passes it
# again, and by the line that passed it.
check("500K", 600_000, "down", said=BOTH, has_report=True)
check("1M", 900_000, "large", said=[passed("1024 KiB", LARGE),
                                    ended("1024 KiB")], has_report=True)

# All ends; what is buffered is written where the program would have.
check("500K,fail", 600_000, "_exit", 1, "", BOTH, True)
check("500K,fail", 600_000, "_Exit", 1, "", BOTH, True)
check("500K,fail", 600_000, "quick_exit", 1, "", BOTH, True)
check("500K,fail", 600_000, "atexit", 1, TEXT + "handler ", BOTH, True)
check("500K,fail", 600_000, "status", 5, TEXT, BOTH, True)
check("500K,fail", 600_000, "closed", 1, TEXT, BOTH, True)
check("500K,fail", 600_000, "abort", -signal.SIGABRT, "", BOTH[:1])
check("500K", 600_000, "_exit", 0, "", BOTH, True)
with open(os.path.join(work, "input"), "w+") as file:
    file.write("first\nsecond\n")
    file.flush()
    file.seek(0)
    check("500K,fail", 600_000, "input", 1, TEXT + "first\n", BOTH, True,
          stdin=file)
    if os.lseek(file.fileno(), 0, os.SEEK_CUR) != len("first\n"):
        wrong.append("the rest of the input is lost")

# A child that allocates nothing has no peak of its own, and a vfork child's
# status is not its parent's.
check("500K,fail", 600_000, "fork", 1, TEXT + "child 0 ", BOTH, True)
check("500K,fail", 600_000, "vfork", 1, TEXT + "child 0 ", BOTH, True)

# Among threads by the recorded peak, which is within its bounds.
check("500K,fail", 600_000, "threads", 1, TEXT, BOTH, True)
check("500K,fail", 600_000, "threads", 1, TEXT, BOTH, True,
      MEMTRACE_PEAK="exact")
check("500K,fail", 400_000, "threads", 0, TEXT)

# Sizes.
for limit, shown in (("512000", "500 KiB"), ("512000B", "500 KiB"),
                     ("500KB", "500 KiB"), ("500 KiB", "500 KiB"),
                     ("500k", "500 KiB"), ("0.5M", "512 KiB"),
                     ("0.5MiB", "512 KiB"), ("0.0005g", "524 KiB")):
    check(limit, 600_000, said=[passed(shown), ended(shown)], has_report=True)
for limit in ("1G", "1.5GiB", "16T", "8388607T"):
    check(limit, 600_000)
for bad in ("0", "-1", "x", "1X", "1.5", "1.", ".5M", "1KiBx", "1Ki", "1KK",
            "500K,", "500K,fails", "500K,fail,fail", "8388608T",
            "99999999999999999999", "0.1B"):
    check(bad, 600_000, output=TEXT,
          said=[f"MEMTRACE_MAX_PEAK={re.escape(bad)}: not a size such as "
                "512MiB or 512MiB,fail; using none"])
tell(wrong)
