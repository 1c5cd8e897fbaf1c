# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# storm.py: asks handlers.c and its children for snapshots as fast as it can,
# while their own handlers allocate, threads begin and end, and they fork. They
# must come to their end, with what they had counted, and each snapshot must be
# whole.
#
#   storm.py MEMTRACE PROGRAM WORK-FOLDER TIMES SIGNALS
import os
import re
import shutil
import signal
import subprocess
import sys

from traced import Wrong, environment, ours, read_ledger, tell

memtrace, program, work, times, signals = sys.argv[1:]
wrong = []


def look(folder):
    """Number of snapshots of the parent, and of its children."""
    numbers = {}
    for name in os.listdir(folder):
        if name.endswith(".tmp"):
            wrong.append(f"{folder} has {name}")
        found = re.fullmatch(r"(.*)\.snapshot-(\d+)\.memtrace", name)
        if not found:
            continue
        numbers.setdefault(found[1], set()).add(int(found[2]))
        try:
            ledger = read_ledger(memtrace, os.path.join(folder, name))
        except Wrong as error:
            wrong.append(error)
            continue
        if ledger["incomplete"] or ledger["missing"]:
            wrong.append(f"{folder}, {name}: it is not complete")
        if ledger["bad_tags"] and found[1] == "out":
            wrong.append(f"{folder}, {name}: {ledger['bad_tags']} bad tags")
    for name, got in numbers.items():
        if got != set(range(1, len(got) + 1)):
            wrong.append(f"{folder}: {name} has {sorted(got)}")
    parents = len(numbers.pop("out", ()))
    return parents, sum(map(len, numbers.values()))


for way in ("threads", "forks"):
    for peak in ("bounded", "exact"):
        folder = os.path.join(work, f"{way}-{peak}")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        out = os.path.join(folder, "out.memtrace")
        process = subprocess.Popen(
            [program, way, times], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True,
            env=environment(out, MEMTRACE_PEAK=peak, MEMTRACE_SIGNAL="USR2"))
        while not os.path.exists(out) and process.poll() is None:
            pass
        sent, ledgers = 0, 0
        while process.poll() is None and sent < int(signals):
            status = open(f"/proc/{process.pid}/status").read()
            caught = int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16)
            # For each child, as most of them live only a moment.
            now = sum("snapshot" not in name for name in os.listdir(folder))
            if caught >> signal.SIGUSR2 - 1 & 1 and (way == "threads"
                                                     or now != ledgers):
                os.killpg(process.pid, signal.SIGUSR2)
                sent += 1
                ledgers = now
        name = f"{way}, {peak}"
        try:
            output, said = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            wrong.append(f"{name}: it doesn't end")
            continue
        lines, others = ours(said)
        if process.returncode or lines or others or not output:
            wrong.append(f"{name}: status {process.returncode}, said {said}")
        parents, childrens = look(folder)
        print(f"{name}: {sent} signals, {parents} snapshots and {childrens} "
              "of children")
        if not parents or (childrens and way == "threads"):
            wrong.append(f"{name}: {os.listdir(folder)}")
tell(wrong)
