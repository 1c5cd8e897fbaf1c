# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Under memtrace run, programs that leave ledgers to which it isn't simple to
add a time line. What they say otherwise has to stay.

usage: full_table.py MEMTRACE FOLDER
   or: full_table.py --leave EXTENTS WAY
"""
import json
import os
import random
import re
import subprocess
import sys
import time

import ledger


def leave(extents, way):
    """As a program that has counted, under MEMTRACE_OUT."""
    made = ledger.example()
    made.header.update(ledger.identity_of(os.getpid()),
                       start_time=time.time_ns())
    rng = random.Random(1)
    while len(made.extents()) < extents:  # one for each page of a slab
        made.count(rng.randrange(2, 6), (64, 1), slab=len(made.counters))
    if way == "damaged":
        made.samples = [ledger.Sample(2), ledger.Sample(1)]
    content = made.bytes(made.place(made.extents()))
    path = re.sub("%[0-9]+p", "", os.environ["MEMTRACE_OUT"])
    with open(path + ".new", "wb") as file:
        file.write(content)
    os.rename(path + ".new", path)


def run(memtrace, path, extents, way):
    if os.path.exists(path):
        os.remove(path)
    return subprocess.run(
        [memtrace, "run", "-q", "-o", path, sys.executable, __file__,
         "--leave", str(extents), way], text=True, stderr=subprocess.PIPE)


def read(memtrace, path):
    out = subprocess.run([memtrace, "export", "--to=json", path], check=True,
                         stdout=subprocess.PIPE)
    result = json.loads(out.stdout)
    result["process"] = None
    return result, result.pop("samples")


def main():
    memtrace, folder = sys.argv[1:]
    path = os.path.join(folder, "full.memtrace")
    # With room left in the page, without, and where several have to move.
    for extents in (10, 117, 118, 119, 245, 246, 1000):
        out = run(memtrace, path, extents, "whole")
        assert out.returncode == 0 and out.stderr == "", out
        after, samples = read(memtrace, path)
        assert len(samples) >= 2, (extents, samples)
        assert samples[-1]["current"] == after["current"]
        os.environ["MEMTRACE_OUT"] = plain = os.path.join(folder, "plain")
        subprocess.run([sys.executable, __file__, "--leave", str(extents),
                        "whole"], check=True)
        assert read(memtrace, plain) == (after, []), extents
    out = run(memtrace, path, 10, "damaged")
    assert "the time line is lost, the ledger is not: " in out.stderr, out


if __name__ == "__main__":
    if sys.argv[1] == "--leave":
        leave(int(sys.argv[2]), sys.argv[3])
    else:
        main()
