# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ledgers that claim to be far larger than what they hold: memory and time
have to depend on what they hold.

usage: sparse.py MEMTRACE FOLDER
"""
import os
import struct
import subprocess
import sys

import ledger
from ledger import (CALLERS, CONTEXTS, COUNTERS, FRAMES, PAGE, SITES, STRINGS,
                    Extent)

KIB_AT_MOST = 64 << 10
SECONDS_AT_MOST = 10


def far_apart(path):
    """A terabyte between the extents."""
    made = ledger.example()
    made.write(path, made.place(made.extents(), lambda: 2**40))
    return 0, "src/lines.cpp:42: size=14.2 MiB, count=90000, average=166 B"


def long_slabs(path):
    """As many ids as there can be, in 200 slabs of a gigabyte, with a counter
    at the end of the first and the last."""
    made = ledger.example()
    extents = made.extents()
    made.counts["context_count"] = 2**24
    for extent in extents:
        if extent.section == CONTEXTS:
            extent.bytes = 8 * 2**24
    extents = [e for e in extents if e.section != COUNTERS]
    last = ledger.Counter((100, 1)).pack()
    for slab in range(200):
        content = {64 * (2**24 - 1): last} if slab in (0, 199) else {}
        extents.append(Extent(COUNTERS, slab, 0, content, 64 * 2**24))
    made.header["peak_bytes"] = 200
    made.write(path, made.place(extents))
    return 0, "<unknown>:0: size=200 B, count=2, average=100 B"


def far_contexts(path):
    """As many contexts, sites and callers as there can be, of which the
    last ones are far from the first."""
    made = ledger.example()
    extents = made.extents()
    counts = {SITES: ("site_count", 2**24),
              CALLERS: ("caller_count", 2**32 - 1),
              CONTEXTS: ("context_count", 2**24)}
    last = {SITES: struct.pack(ledger.SITE_FORMAT, 0, 0, 0, 0, 0, ledger.STACKS,
                                0, 0),
            CALLERS: struct.pack(ledger.CALLER_FORMAT, 2**24 - 1, 2, 3, 0),
            CONTEXTS: struct.pack(ledger.CONTEXT_FORMAT, 2, 2**32 - 2)}
    for extent in extents:
        if extent.section in last:
            name, count = counts[extent.section]
            size = len(last[extent.section])
            made.counts[name] = count
            extent.bytes = ledger.pages(size * count)
            extent.content[size * (count - 1)] = last[extent.section]
    extents.append(Extent(COUNTERS, 0, 64 * (2**24 - 64),
                          {64 * 63: ledger.Counter((100, 1)).pack()}))
    made.write(path, made.place(extents))
    return 0, "src/lines.cpp:42: size=14.2 MiB, count=90001, average=166 B"


def with_callers(path, count, outer_of):
    """A context is called by the last of so many; the others tell by whom."""
    made = ledger.Ledger(frames_kept=128)
    site = made.enter(ledger.Site([ledger.Frame(b"f", b"a.c", 1)]))
    made.count(made.add_context(site, count), (10, 1))
    made.set_peak()
    content = bytearray(16 * (count + 1))
    for i in range(1, count + 1):
        struct.pack_into(ledger.CALLER_FORMAT, content, 16 * i, site,
                         outer_of(i), 1, 0)
    made.caller_bytes = lambda: content
    made.write(path)


def long_chain(path):
    """A million callers that call one another."""
    with_callers(path, 10**6, lambda i: i - 1)
    return 2, "is damaged: caller 256 has more callers than are kept"


def wide_tree(path):
    """Half a million callers, of which only a few are needed."""
    with_callers(path, 500000, lambda i: i // 2)
    return 0, "a.c:1: size=10 B, count=1, average=10 B"


def endless_descriptions(path):
    """Frames and strings without an end, nearly all of them zeros."""
    made = ledger.example()
    extents = made.extents()
    for extent in extents:
        if extent.section == FRAMES:
            made.counts["frame_count"] = 2**32 - 1
            extent.bytes = 16 * 2**32
        if extent.section == STRINGS:
            made.counts["string_bytes"] = 2**43
            extent.bytes = 2**43
    made.write(path, made.place(extents))
    return 0, "src/lines.cpp:42: size=14.2 MiB, count=90000, average=166 B"


def zeros(path):
    """A hundred megabytes of zeros that are no hole."""
    made = ledger.example()
    extents = made.extents()
    strings = next(e for e in extents if e.section == STRINGS)
    strings.bytes = made.counts["string_bytes"] = 100 << 20
    strings.content[PAGE] = bytes((100 << 20) - PAGE)
    made.write(path, made.place(extents))
    return 0, "src/lines.cpp:42: size=14.2 MiB, count=90000, average=166 B"


def endless_table(path):
    """A table of a hundred million extents, which aren't there."""
    made = ledger.example()
    made.write(path, made.place(made.extents(), capacity=10**8))
    with open(path, "r+b") as file:
        file.seek(ledger.offset_of("extent_count"))
        file.write((10**8).to_bytes(4, "little"))
    return 2, "is damaged: extent 7 is of no section"


# Runs a command, and says what it took. In a process of its own, which is small:
# to the kernel, who starts a program is as large as it before.
MEASURED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stderr=subprocess.STDOUT).returncode
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_maxrss, usage.ru_utime + usage.ru_stime, file=sys.stderr)
sys.exit(status)
"""


def endless_table_that_was_lost(path):
    """The same, of a file that may lack a part of its table."""
    endless_table(path)
    with open(path, "r+b") as file:
        file.seek(ledger.offset_of("file_incomplete"))
        file.write((1).to_bytes(4, "little"))
    return 0, "src/lines.cpp:42: size=14.2 MiB, count=90000, average=166 B"


def run(memtrace, path, format):
    """The command's result, KiB and seconds."""
    result = subprocess.run([sys.executable, "-c", MEASURED, memtrace,
                             "report", path, f"--format={format}"],
                            text=True, capture_output=True)
    kib, seconds = result.stderr.split()
    return result, int(kib), float(seconds)


def main():
    memtrace, folder = sys.argv[1:]
    os.makedirs(folder)
    wrong = []
    for make in [far_apart, long_slabs, far_contexts, long_chain, wide_tree,
                 endless_descriptions, zeros, endless_table,
                 endless_table_that_was_lost]:
        path = os.path.join(folder, make.__name__)
        try:
            status, line = make(path)
        except OSError as error: # EFBIG: it's not that what is tested
            print(f"{make.__name__} is left out: {error}")
            continue
        for format in ["text", "json"]:
            result, kib, seconds = run(memtrace, path, format)
            if (result.returncode != status or kib > KIB_AT_MOST
                    or seconds > SECONDS_AT_MOST
                    or (line not in result.stdout and format == "text")):
                wrong.append(make.__name__)
                print(f"{make.__name__}, {format}: status {result.returncode}"
                      f", {kib} KiB, {seconds:.1f} s:\n{result.stdout[:2000]}")
        os.unlink(path)
    print(f"{len(wrong)} wrong answers")
    return len(wrong) != 0


if __name__ == "__main__":
    sys.exit(main())
