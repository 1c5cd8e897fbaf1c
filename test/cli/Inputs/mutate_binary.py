# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Gives damaged copies of binaries to `memtrace inspect`, and asks for one
line of complaint or an answer, within a time and an amount of memory.

Usage: mutate_binary.py COUNT WORKPLACE FILE... -- COMMAND...
"""
import os
import random
import resource
import subprocess
import sys

count, place = int(sys.argv[1]), sys.argv[2]
split = sys.argv.index("--")
files, command = sys.argv[3:split], sys.argv[split + 1:]
HEADERS = 64


def mutate(data):
    """Headers more often than the rest: there the sizes and offsets are."""
    data = bytearray(data)
    table = int.from_bytes(data[40:48], "little")
    kind = random.randrange(4)
    if kind == 0:
        return data[:random.randrange(len(data))]
    for _ in range(random.choice((1, 1, 2, 8))):
        start, end = random.choice(
            ((0, HEADERS), (0, len(data)), (table, len(data))))
        at = random.randrange(min(start, len(data) - 1), end)
        if kind == 1:
            data[at] ^= 1 << random.randrange(8)
        elif kind == 2:
            data[at] = random.randrange(256)
        else:
            data[at:at + 8] = random.choice(
                (b"\xff" * 8, b"\0" * 8, b"\xff" * 7 + b"\x7f",
                 random.randbytes(8)))
    return data


def limit():
    # AddressSanitizer reserves more addresses than that.
    if not os.environ.get("MUTATE_WITHOUT_LIMIT"):
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


random.seed(7)
contents = [open(file, "rb").read() for file in files]
damaged = os.path.join(place, "damaged")
statuses = {}
for i in range(count):
    with open(damaged, "wb") as stream:
        stream.write(mutate(random.choice(contents)))
    how = random.choice(([], ["--functions"], ["--sites"], ["--format=json"]))
    ran = subprocess.run([*command, damaged, *how], capture_output=True,
                         timeout=60, preexec_fn=limit, check=False)
    lines = ran.stderr.decode().splitlines()
    status = ran.returncode
    statuses[status] = statuses.get(status, 0) + 1
    if status not in (0, 1, 2) or len(lines) != (status == 2):
        os.rename(damaged, damaged + f".{i}")
        sys.exit(f"{damaged}.{i} {how}: {status}, {lines}")
print("answers:", *(f"{n} times {status}" for status, n in
                    sorted(statuses.items())))
