# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# compare.py: the rows of a report against the model's, and in what words they
# differ.
import os.path

import collections

from machine import OPEN
from report import size_text


def differences(machine, rows, base):
    """(site, expected, got) of every row that is wrong; None is no row.
    `base` has the rows of a program that does nothing."""
    want = {site: (size_text(bytes), blocks)
            for site, (bytes, blocks) in machine.rows.items()}
    want.update(base)
    rows = {(os.path.normpath(file), line): row
            for (file, line), row in rows.items()}
    return [(site, want.get(site), rows.get(site))
            for site in sorted(want.keys() | rows.keys())
            if want.get(site) != rows.get(site)]


class Frames:
    """What is left of stacks when the frames are gone that may be there or
    not. Of `lines`, units without stacks, only where they allocate; behind
    their frames a stack may end with a gap."""

    def __init__(self, loose, files, lines):
        self.loose, self.files, self.lines = loose, set(files), lines

    def is_sure(self, frame):
        if frame is OPEN or frame[0] == "missing":
            return True
        file, line = frame  # line 0 is of what calls constructors of globals
        return (line and frame not in self.loose and file in self.files and
                file != "fuzz.h" and file not in self.lines)

    def of(self, stack):
        gap = next((at for at, frame in enumerate(stack)
                    if frame is not OPEN and frame[0] == "missing"), None)
        if gap is not None and self.lines:
            stack = (*stack[:gap], OPEN)
        return (stack[0], *filter(self.is_sure, stack[1:]))


def settle_open(these, those):
    """Takes from both what may be the same. Of open ones only the beginning is
    known."""
    for stack in sorted((s for s in these if s[-1] is OPEN), key=len,
                        reverse=True):
        known = stack[:-1]
        for other in [s for s in those if s[:len(known)] == known]:
            for taken in (0, 1):
                exact = these[other][taken] if other in these else 0
                most = min(these[stack][taken], those[other][taken] - exact)
                these[stack][taken] -= most
                those[other][taken] -= most


def stack_differences(machine, rows, frames):
    """(stack, expected, got), of what is wrong."""
    want, got = (collections.defaultdict(lambda: [0, 0]) for _ in range(2))
    for sums, found in ((want, machine.stacks.items()),
                        (got, [(stack, amount) for amount, stack in rows])):
        for stack, (bytes, blocks) in found:
            if stack and stack[0][0] in frames.files:
                row = sums[frames.of(stack)]
                row[0] += bytes
                row[1] += blocks
    settle_open(want, got)
    settle_open(got, want)
    return [(stack, want.get(stack), got.get(stack))
            for stack in sorted(want.keys() | got.keys(), key=str)
            if want.get(stack, [0, 0]) != got.get(stack, [0, 0])]


def describe_stacks(wrong):
    def amount(row):
        return f"{row[0]} B in {row[1]} blocks" if row else "nothing"
    for stack, want, got in wrong:
        yield (" < ".join(":".join(map(str, frame)) if frame is not OPEN
                          else "..." for frame in stack) +
               f": got {amount(got)}, expected {amount(want)}")


def in_words(row):
    return "nothing" if row is None else f"{row[0]} in {row[1]} blocks"


def describe(wrong, machine, texts):
    """`texts`: file -> its text, to show the lines."""
    for (file, line), want, got in wrong:
        yield (f"{file}:{line}: got {in_words(got)}, expected "
               f"{in_words(want)}")
        lines = texts.get(file, "").splitlines()
        if 0 < line <= len(lines):
            yield f"    {lines[line - 1].strip()}"
        sizes = sorted(machine.sizes.get((file, line), ()))
        if sizes:
            yield "    asks for " + ", ".join(map(str, sizes))
