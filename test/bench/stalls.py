#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# stalls.py: does the ledger, a mapped file that the kernel writes back, hold up
# the program? Runs stalls.c with the ledger in memory (/dev/shm) and in a
# folder on a disk, the disk idle and under a load of writes and flushes, and
# prints a table for docs/options.md.
#
#   stalls.py --memtrace BIN --folder FOLDER [--seconds 20]
import argparse
import os
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# Each flushes whatever the file system's journal holds.
LOAD = ("while :; do dd if=/dev/zero of=load.{n} bs=1M count=200 conv=fsync; "
        "done")


def measure(program, seconds, out):
    environment = {**os.environ, "MEMTRACE_OUT": out} if out else os.environ
    done = subprocess.run([program, str(seconds)], text=True, check=True,
                          capture_output=True, env=environment)
    return [int(number) for number in done.stdout.split()]


def under_load(folder, run):
    writers = [subprocess.Popen(["bash", "-c", LOAD.format(n=n)], cwd=folder,
                                stderr=subprocess.DEVNULL,
                                start_new_session=True) for n in range(2)]
    try:
        return run()
    finally:
        for writer in writers:
            os.killpg(writer.pid, 9)
            writer.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--memtrace", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--seconds", type=int, default=20)
    given = parser.parse_args()
    print("| ledger | load | pairs | over 0.1 ms | over 1 ms | over 10 ms "
          "| longest, ms |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        program = os.path.join(folder, "stalls")
        subprocess.run([os.path.join(given.memtrace, "memtrace-cc"),
                        "--profile-memory", "-O2", HERE / "stalls.c", "-o",
                        program], check=True)
        for name, out in [("none", None),
                          ("/dev/shm", "/dev/shm/stalls.memtrace"),
                          ("disk", os.path.join(folder, "stalls.memtrace"))]:
            for load in ("none", "writes and flushes"):
                def run():
                    return measure(program, given.seconds, out)
                numbers = run() if load == "none" else under_load(folder, run)
                *counts, longest = numbers
                print(f"| {name} | {load} | "
                      + " | ".join(f"{count:,}" for count in counts)
                      + f" | {longest / 1000:.1f} |", flush=True)
    pathlib.Path("/dev/shm/stalls.memtrace").unlink(missing_ok=True)


if __name__ == "__main__":
    main()
