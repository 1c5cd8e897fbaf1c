# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# off.py: the system calls of a program that is built with MemTrace but not
# traced, beside those of the plain build. A static one makes the same; a
# dynamic one those of the loader, too, which finds and maps one more library.
#
#   off.py WORK-FOLDER static|dynamic PLAIN TRACED [ARGUMENT]...
import collections
import os
import re
import subprocess
import sys

CALL = re.compile(r"(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)")
# What loading a library takes, and how often; the loader looks for it, and for
# those after it, in folders that may not exist.
LOADING = {"openat": 1, "read": 1, "newfstatat": 1, "fstat": 1, "mmap": 5,
           "mprotect": 1, "close": 1}


def calls(work, words):
    log = os.path.join(work, "strace.txt")
    if os.path.exists(log):
        os.remove(log)
    env = {name: value for name, value in os.environ.items()
           if not name.startswith("MEMTRACE")}
    done = subprocess.run(["strace", "-f", "-o", log, *words], env=env,
                          capture_output=True)
    found = collections.Counter()
    for line in open(log, errors="replace"):
        call = CALL.match(line)
        # What the loader looks for in vain.
        if call and not ("ENOENT" in line and ".so" in line
                         or "ENOENT" in line and "stat" in call[1]):
            found[call[1]] += 1
    return (done.returncode, done.stderr), found


def main():
    work, kind, plain, traced, *words = sys.argv[1:]
    without, plain_calls = calls(work, [plain, *words])
    with_it, traced_calls = calls(work, [traced, *words])
    more, fewer = traced_calls - plain_calls, plain_calls - traced_calls
    print("more:", dict(more))
    allowed = LOADING if kind == "dynamic" else {}
    if (without != with_it or fewer or not plain_calls
            or any(n > allowed.get(name, 0) for name, n in more.items())):
        sys.exit(f"{with_it}, not {without}; more {dict(more)}, "
                 f"fewer {dict(fewer)}")


if __name__ == "__main__":
    main()
