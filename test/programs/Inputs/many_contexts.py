# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# many_contexts.py: runs many_contexts.c and checks that each call stack has a
# context of its own, and what the ledger takes.
#
#   many_contexts.py BIN-FOLDER WORK-FOLDER PROGRAM DEPTH MOST-BYTES-ON-DISK
#                    [LIMIT-OF-ADDRESS-SPACE]
#
# With the limit ids must run out: then lines stay right, and how many blocks
# have lost their callers is said.
import os
import re
import resource
import subprocess
import sys

from ledgers import file_bytes

SIZE = 24


def header_of(ledger):
    """site_count to frames_kept, which begin behind the strings' length."""
    with open(ledger, "rb") as file:
        start = file.read(64)
    words = [int.from_bytes(start[i:i + 4], sys.byteorder)
             for i in range(32, 56, 4)]
    return dict(zip(("frame_count", "site_count", "caller_count",
                     "context_count", "frames_kept", "frames_deep"), words))


def main():
    memtrace, folder, program, depth, most, *limit = sys.argv[1:]
    stacks = 2 ** int(depth)
    limit = int(limit[0]) if limit else 0
    ledger = os.path.join(folder, "contexts.memtrace")
    if os.path.exists(ledger):
        os.remove(ledger)
    done = subprocess.run(
        [program, depth], capture_output=True, text=True,
        env={**os.environ, "MEMTRACE_OUT": ledger,
             "MEMTRACE_FRAMES": str(int(depth) + 2)},
        preexec_fn=lambda: limit and resource.setrlimit(
            resource.RLIMIT_AS, (limit, limit)))
    if done.returncode or done.stderr:
        sys.exit(f"status {done.returncode}: {done.stderr}")

    header = header_of(ledger)
    text = subprocess.run(
        [os.path.join(memtrace, "memtrace"), "report", "--at=total",
         "--chains=0", ledger], text=True, check=True,
        stdout=subprocess.PIPE).stdout
    print(header, file_bytes(ledger), "bytes\n" + text)
    row = re.search(r"many_contexts\.c:\d+: size=.*, count=(\d+), average=24 B",
                    text)
    if not row or int(row[1]) != stacks:
        sys.exit(f"not all {stacks} blocks on their line")
    lost = re.search(r"(\d+) blocks count without their callers", text)
    # Sites have contexts, too, and what runs before main.
    with_callers = header["context_count"] - header["site_count"]
    if limit:
        if not lost or not 0 <= stacks - int(lost[1]) - with_callers < 100:
            sys.exit(f"{with_callers} contexts of {stacks}, and what is lost")
    elif lost or not 0 <= with_callers - stacks < 100:
        sys.exit(f"{with_callers} contexts, not {stacks}")
    _, on_disk = file_bytes(ledger)
    if on_disk > int(most):
        sys.exit(f"{on_disk} bytes on disk, more than {most}")


if __name__ == "__main__":
    main()
