# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what ms_print says of an exported ledger with the ledger.

usage: check_massif.py MEMTRACE FOLDER LEDGER
"""
import os
import re
import sys

import stacks

THRESHOLD = 0.01  # massif's own


def tree_of(contexts, moment):
    """{way from the leaf on: bytes}"""
    result = {(): 0}
    for context in contexts:
        value = context.amounts[moment][0]
        way = ()
        for frame in [None, *context.stack]:
            way = way if frame is None else (
                *way, stacks.label(frame).replace("#", "~"))
            result[way] = result.get(way, 0) + value
    return result


def printed_tree(lines):
    """The same, of the lines of a snapshot."""
    result, way = {}, []
    for line in lines:
        match = re.match(r"^([| ]*)(->)?\d+\.\d+% \(([\d,]+)B\) (.*)$", line)
        if not match:
            continue
        level = len(match[1]) // 2 + 1 if match[2] else 0
        value, text = int(match[3].replace(",", "")), match[4]
        if text.startswith("0x0: "):
            way = [*way[:level - 1], text[5:]]
            result[tuple(way)] = value
        elif level == 0:
            way = []
            result[()] = value
    return result


def main():
    memtrace, folder, ledger = sys.argv[1:]
    path = os.path.join(folder, "massif.out." + os.path.basename(ledger))
    stacks.text([memtrace, "export", "--to=massif", ledger, "-o", path])
    printed = stacks.text(["ms_print", "--threshold=0", path])
    contexts = stacks.contexts(memtrace, ledger)
    totals = {moment: stacks.whole(contexts, moment)[0]
              for moment in stacks.MOMENTS}
    rows = re.findall(r"^ +(\d+) +([\d,]+) +([\d,]+) +([\d,]+) +0 +0$",
                      printed, re.M)
    ours = [tuple(int(n.replace(",", "")) for n in row) for row in rows]
    peak, current, total = (totals[m] for m in ["peak", "current", "total"])
    assert ours == [(0, 0, 0, 0), (1, peak, peak, peak),
                    (2, max(total, peak), current, current)], ours
    assert "Detailed snapshots: [1 (peak), 2]" in printed, printed
    _, at_peak, at_end = re.split(r"^ +[12] +[\d,]+ .*$", printed, flags=re.M)
    for moment, part in [("peak", at_peak), ("current", at_end)]:
        whole = totals[moment]
        expected = {way: value for way, value in
                    tree_of(contexts, moment).items()
                    if value >= int(whole * THRESHOLD) and value > 0}
        stacks.require_same(f"{path}: {moment}",
                            printed_tree(part.splitlines()), expected)
    print(f"{path}: {len(contexts)} contexts as in the ledger")


if __name__ == "__main__":
    main()
