# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# fork_threads.py: runs fork_threads.c; it must end, and the ledgers must be
# sound: of the first process to the block, of its children as far as the
# moment of a fork is one among other threads.
#
#   fork_threads.py BIN-FOLDER WORK-FOLDER PROGRAM FORKS
import os
import shutil
import subprocess
import sys

from ledgers import Memtrace, both

SECONDS = 300  # a deadlock, on any machine


def run(program, forks, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    done = subprocess.Popen(
        [program, forks], cwd=folder, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
        env={**os.environ, "MEMTRACE_OUT": "run.memtrace"})
    try:
        printed, said = done.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        done.kill()
        sys.exit(f"no end after {SECONDS} s: {os.listdir(folder)}")
    if done.returncode != 7 or said:
        sys.exit(f"status {done.returncode}, {said}")
    return done.pid, [tuple(map(int, line.split()))
                      for line in printed.splitlines()]


def with_ledgers(children):
    """Processes that leave one. Their numbers may come round: then the last one
    counts, unless it leaves by exec having done nothing."""
    left = set()
    for number, pid in children:
        if number % 4 != 2:
            left.add(pid)
        elif number % 5 != 4 or number % 7 == 0:
            left.discard(pid)
    return left


def differences(pid, ledger):
    for name in ("bad_tags", "damaged_blocks", "incomplete",
                 "unregistered_sites", "shared_slab_threads"):
        if ledger[name]:
            yield f"process {pid}: {name} is {ledger[name]}"
    if ledger["process"]["exit_status"] != 42:
        yield f"process {pid}: status {ledger['process']}"
    inherited, allocated, freed, current = (
        both(ledger[name])
        for name in ("inherited", "allocated", "freed", "current"))
    for i in (0, 1):
        if inherited[i] + allocated[i] - freed[i] != current[i]:
            yield f"process {pid}: totals don't add up"
    # What is live at a time. Between the adding up and the fork itself others may
    # go on for as long as the scheduler likes: the child frees what it never
    # inherited.
    most = 256 + 20
    if inherited[1] > most or min(inherited[1], current[1]) < -most:
        yield (f"process {pid}: inherited {inherited}, at the end {current}")


def main():
    bin_folder, work, program, forks = sys.argv[1:]
    folder = os.path.join(os.path.abspath(work), "run")
    first, children = run(os.path.abspath(program), forks, folder)
    ledgers = Memtrace(bin_folder).read_all(os.path.join(folder, "run*"))
    root = ledgers.pop(first)
    wrong = []
    # glibc keeps stacks of threads, which others have asked for.
    wrong += [f"left in the first process: {site}" for site in root["sites"]
              if site["current"]["blocks"] and site["function"] == "churn"]
    if set(ledgers) != with_ledgers(children):
        wrong.append(f"ledgers of {sorted(ledgers)}, not of "
                     f"{sorted(with_ledgers(children))}")
    for pid, ledger in ledgers.items():
        wrong += differences(pid, ledger)
    if wrong:
        sys.exit("\n".join(wrong[:30]))


if __name__ == "__main__":
    main()
