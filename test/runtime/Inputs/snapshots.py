# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# snapshots.py: asks killed.c for snapshots at random events of its first
# thread, and compares each with its log: how many events were done before the
# signal was sent, and how many were begun when the file was there.
#
#   snapshots.py MEMTRACE PROGRAM SOURCE WORK-FOLDER RUNS SIGNALS THREADS PEAK
import mmap
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import time

from killed import LINES, Found, states, wrong_counts, wrong_shared_peak
from traced import Wrong, environment, marks, read_ledger, tell

MOST = 200_000  # events

memtrace, program, source, work, runs, signals, threads, peak = sys.argv[1:]
runs, signals, threads = int(runs), int(signals), int(threads)
lines = marks(source, "LINE")
assert len(lines) == LINES
dice = random.Random(f"{runs} {signals} {threads} {peak}")
wrong = []


def snapshot(folder, number):
    return os.path.join(folder, f"run.snapshot-{number}.memtrace")


def log_of(log):
    """(done, begun) of each thread."""
    return [struct.unpack_from("=QQ", log, 64 * i)[::-1]
            for i in range(threads)]


def take_all(folder, seed):
    """For each snapshot what was done before it and begun after it."""
    log_name = os.path.join(folder, "log")
    open(log_name, "wb").truncate(16 * 64)
    process = subprocess.Popen(
        [program, log_name, str(seed), str(threads)], stderr=subprocess.PIPE,
        env=environment(os.path.join(folder, "run.memtrace"),
                        MEMTRACE_SIGNAL="SIGUSR2", MEMTRACE_PEAK=peak))
    taken = []
    with open(log_name, "r+b") as file, \
            mmap.mmap(file.fileno(), 16 * 64) as log:
        for number, events in enumerate(
                sorted(dice.randrange(1, MOST) for _ in range(signals)), 1):
            while log_of(log)[0][1] < events and process.poll() is None:
                pass
            before = [done for done, _ in log_of(log)]
            process.send_signal(signal.SIGUSR2)
            gives_up = time.monotonic() + 60
            while not os.path.exists(snapshot(folder, number)):
                if process.poll() is not None or time.monotonic() > gives_up:
                    process.kill()
                    raise Wrong(f"no snapshot {number}, status "
                                f"{process.poll()}")
            taken.append((before, [begun for _, begun in log_of(log)]))
        process.kill()
    said = process.communicate()[1]
    if said:
        raise Wrong(f"said {said}")
    return taken


def look(path, before, after, totals):
    ledger = read_ledger(memtrace, path)
    found = Found(ledger, lines)
    if ledger["incomplete"] or ledger["missing"]:
        yield "it is not complete"
    if ledger["untracked"]["blocks"] or ledger["bad_tags"]:
        yield "it lacks blocks"
    yield from wrong_counts(found, before, after)
    yield from wrong_shared_peak(found, before, after)
    if (threads == 1 or peak == "exact") and found.most != found.peak:
        yield f"the peak is {found.peak} to {found.most}, not exact"
    now = [ledger["allocated"]["blocks"], ledger["freed"]["blocks"],
           ledger["peak"]["bytes"]]
    if totals and any(a < b for a, b in zip(now, totals)):
        yield f"{totals} became {now}"
    totals[:] = now


taken = {}
for run in range(runs):
    folder = os.path.join(work, str(run))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    try:
        taken[run] = take_all(folder, 0)
    except Wrong as error:
        wrong.append(f"run {run}: {error}")
        break
    there = sorted(os.listdir(folder))
    expected = sorted(["log", "run.memtrace"] +
                      [os.path.basename(snapshot(folder, i + 1))
                       for i in range(signals)])
    if there != expected:
        wrong.append(f"run {run}: there are {there}")

known = [states(thread, {numbers[i][thread] for pairs in taken.values()
                         for numbers in pairs for i in range(2)})
         for thread in range(threads)]
for run, pairs in taken.items():
    totals = []
    for number, (done, begun) in enumerate(pairs, 1):
        path = snapshot(os.path.join(work, str(run)), number)
        before, after = ([known[thread][count]
                          for thread, count in enumerate(counts)]
                         for counts in (done, begun))
        wrong += (f"{path}, events {done} to {begun}: {text}"
                  for text in look(path, before, after, totals))
print(f"{sum(map(len, taken.values()))} snapshots, {len(wrong)} wrong")
tell(wrong)
