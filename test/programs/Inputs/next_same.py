# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# next_same.py: builds programs, runs them with glibc's allocator, with another
# one preloaded behind MemTrace and linked behind it, and fails unless their
# ledgers have the same rows: what was allocated, freed, left and, with one
# thread, live at the peak. Left out are what libraries allocate before main,
# some of which tcmalloc knows nothing of later, and the lines that create
# threads: the C library asks for more, the more libraries there are.
#
#   next_same.py BIN-FOLDER WORK-FOLDER RUNTIME ALLOCATOR SOURCE...
import os
import shlex
import subprocess
import sys

from ledgers import Memtrace, rows

TOTALS = ["allocated", "freed", "current"]


def build(compiler, source, *more):
    output = os.path.join(os.getcwd(), "program")
    command = [compiler, "--profile-memory", "-O1", "-pthread", source, "-o",
               output, *more]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}\n{done.stderr}")
    return output


def trace(memtrace, program, **settings):
    if os.path.exists("run.memtrace"):
        os.remove("run.memtrace")
    done = subprocess.run(
        [program], capture_output=True, text=True,
        env={**os.environ, "MEMTRACE_OUT": "run.memtrace", **settings})
    ledger = memtrace.read("run.memtrace")
    outcome = done.returncode, done.stdout, done.stderr
    return outcome, ledger


def left_out(source):
    lines = {number for number, text in enumerate(open(source), 1)
             if "pthread_create" in text}
    return {("<unknown>", 0)} | {
        (os.path.basename(source), line) for line in lines}


def differences(name, source, wanted, got):
    if got[0] != wanted[0]:
        yield f"{name}: {got[0]}, with glibc's {wanted[0]}"
    whats = list(TOTALS)
    if wanted[1]["process"]["threads"] == 1:
        whats.append("peak")
    for what in whats:
        a, b = rows(wanted[1], what), rows(got[1], what)
        if not a:
            yield f"{name}: no rows with glibc's"
        for key in sorted((a.keys() | b.keys()) - left_out(source)):
            if a.get(key) != b.get(key):
                yield (f"{name}: {what} of {key} is {b.get(key)}, with "
                       f"glibc's {a.get(key)}")


def main():
    bin_folder, work, runtime, allocator, *sources = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    os.chdir(work)
    memtrace, wrong = Memtrace(bin_folder), []
    for source in sources:
        compiler = os.path.join(bin_folder, "memtrace-c++" if source.endswith(
            "pp") else "memtrace-cc")
        program = build(compiler, source)
        plain = trace(memtrace, program)
        behind = trace(memtrace, program, LD_PRELOAD=f"{runtime} {allocator}")
        linked = trace(memtrace, build(compiler, source, allocator))
        name = os.path.basename(source)
        wrong += differences(f"{name}, preloaded", source, plain, behind)
        wrong += differences(f"{name}, linked", source, plain, linked)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
