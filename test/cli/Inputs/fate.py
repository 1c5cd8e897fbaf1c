# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ledgers that aren't finished: does their process still run?

usage: fate.py MEMTRACE FOLDER
"""
import json
import os
import subprocess
import sys
import time

import ledger

LINES = {
    "running": ("still running", "\nnow "),
    "ended": ("ended without an exit (killed, or replaced by exec)",
              "\nat its end "),
    "unknown": ("not finished; it can't be told from here whether it still "
                "runs", "\nlast seen "),
    "snapshot": ("snapshot", "\nthen "),
}
ALL_IS_HERE = "All that was counted up to the end of the process is here.\n"


START, SECOND = 1_700_000_000 * 10**9, 10**9


class Check:
    def __init__(self, memtrace, folder):
        self.memtrace, self.path = memtrace, os.path.join(folder, "ledger")
        self.wrong = 0

    def __call__(self, what, state, header, line=None):
        made = ledger.example()
        made.header.update(header)
        made.write(self.path)
        text = self.run("report")
        found = json.loads(self.run("export", "--to=json"))["process"]
        process, row = LINES[state]
        process = line or process
        good = (found["state"] == state and found["exit_status"] is None
                and found["end_time"] is None
                and f"\nprocess    pid {header['pid']}, {process}\n" in text
                and row in text
                and (ALL_IS_HERE in text) == (state == "ended"))
        if not good:
            self.wrong += 1
            print(f"{what} should be {state}:\n{found}\n{text}")

    def run(self, verb, *more):
        return subprocess.run([self.memtrace, verb, self.path, *more],
                              check=True, text=True,
                              stdout=subprocess.PIPE).stdout


def main():
    memtrace, folder = sys.argv[1:]
    os.makedirs(folder)
    check = Check(memtrace, folder)
    here = ledger.identity_of(os.getpid())
    check("this process", "running", here)
    check("one without a known namespace", "running",
          dict(here, pid_namespace=0))
    check("one whose program was renamed away", "running",
          dict(here, program=b"unknown"))
    check("a process that had our pid before us", "ended",
          dict(here, process_start=here["process_start"] - 1))
    check("one that has become another program", "ended",
          dict(here, program=b"/usr/bin/before"))
    check("one of an earlier boot", "unknown",
          dict(here, boot_id=b"3c5e7a14-0000-0000-0000-000000000000"))
    check("one whose boot is not known", "unknown", dict(here, boot_id=b""))
    check("one whose boot is not even a string", "unknown",
          dict(here, boot_id=b"x" * 40))
    check("one in a container", "unknown", dict(here, pid_namespace=4242))

    taken = dict(here, start_time=START, snapshot_time=START + 16 * SECOND // 5)
    check("a snapshot of a process that still runs", "snapshot", taken,
          "snapshot after 3.200 s")
    check("one of a process that has ended", "snapshot",
          dict(taken, process_start=here["process_start"] - 1),
          "snapshot after 3.200 s")
    check("one from before its start", "snapshot",
          dict(taken, snapshot_time=START - 1))

    child = subprocess.Popen(["sleep", "1000"])
    while os.readlink(f"/proc/{child.pid}/exe") == here["program"].decode():
        time.sleep(0.01)
    header = ledger.identity_of(child.pid)
    check("a child", "running", header)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    check("a zombie", "ended", header)
    child.wait()
    check("a child that was killed", "ended", header)
    print(f"{check.wrong} wrong answers")
    return check.wrong != 0


if __name__ == "__main__":
    sys.exit(main())
