# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# full_disk.py: asks signalled.c for snapshots on a small disk of its own: one
# while it is full, and one when there is room again.
#
#   full_disk.py MEMTRACE PROGRAM WORK-FOLDER
import os
import signal
import subprocess
import sys

from traced import environment, read_ledger, tell

memtrace, program, work = sys.argv[1:]
wrong = []
os.makedirs(work, exist_ok=True)
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", work],
               check=True)
process = subprocess.Popen(
    [program, "read", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    stderr=subprocess.PIPE,
    env=environment(os.path.join(work, "run.memtrace"), MEMTRACE_SIGNAL="USR1"))
process.stdout.readline()
filler = os.path.join(work, "filler")
with open(filler, "wb", buffering=0) as file:
    try:
        while True:
            file.write(bytes(4096))
    except OSError:
        pass
process.send_signal(signal.SIGUSR1)
said = process.stderr.readline().decode()
if "snapshot-1.memtrace: No space left on device" not in said:
    wrong.append(f"said {said}")
os.unlink(filler)
process.send_signal(signal.SIGUSR1)
first = os.path.join(work, "run.snapshot-1.memtrace")
while not os.path.exists(first) and process.poll() is None:
    pass
output, said = process.communicate(b"text", timeout=60)
if process.returncode != 3 or said or output != b"4 text 77\nend\n":
    wrong.append(f"status {process.returncode}, said {said}, output {output}")
if sorted(os.listdir(work)) != ["run.memtrace", "run.snapshot-1.memtrace"]:
    wrong.append(f"there are {os.listdir(work)}")
elif read_ledger(memtrace, first)["current"]["blocks"] < 1:
    wrong.append("the snapshot is empty")
tell(wrong)
