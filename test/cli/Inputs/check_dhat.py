# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what valgrind's dh_view.html shows of an exported ledger with the
ledger, by each of its sort metrics.

usage: check_dhat.py MEMTRACE FOLDER DH_VIEW LEDGER...
"""
import os
import re
import sys

import stacks
from chromium import Browser

METRICS = ["Total (bytes)", "Total (blocks)", "Total (blocks), tiny",
           "Total (blocks), short-lived", "At t-gmax (bytes)",
           "At t-end (bytes)"]
# Expands all, and lists the leaves: what dh_view itself has made of the file.
LEAVES = """(() => {
  const leaves = [];
  const visit = (node, frames) => {
    frames = frames.concat(node._frames);
    if (node._kids) { for (const kid of node._kids) visit(kid, frames); }
    else leaves.push([frames.slice(1).map(i => gData.ftbl[i]),
      node._atTGmaxBytes, node._atTGmaxBlocks, node._atTEndBytes,
      node._atTEndBlocks, node._totalBytes, node._totalBlocks]);
  };
  visit(gRoot, []);
  return leaves;
})()"""


def pair(line):
    """`1,234 bytes (5%) in 6 blocks`"""
    match = re.search(r"([\d,]+) bytes?.* in ([\d,]+) blocks?", line)
    assert match, line
    return tuple(int(n.replace(",", "")) for n in match.groups())


def check(browser, view, path, contexts):
    browser.open(view)
    browser.give_file("input[type=file]", path)
    browser.wait("typeof gRoot === 'object' && gMainDiv.innerText.length > 99")
    options = browser.evaluate(
        "[...gSelect.options].filter(o => !o.disabled).map(o => o.label)")
    assert options == METRICS, options
    for metric in METRICS:
        browser.evaluate(
            "(() => { gSelect.selectedIndex = [...gSelect.options]"
            f".findIndex(o => o.label === {metric!r}); gSelect.onchange(); }})"
            "()")
        text = browser.evaluate("gMainDiv.innerText")
        # Lifetimes are not known, so nothing lives short.
        if metric.endswith("short-lived"):
            assert "insignificant]" in text, text
        if "," in metric:
            continue
        # The root stands first.
        for words, moment in [("Total:", "total"), ("At t-gmax:", "peak"),
                              ("At t-end:", "current")]:
            line = next(l for l in text.splitlines() if words in l)
            expected = stacks.whole(contexts, moment)
            assert pair(line) == expected, (metric, line, expected)
    ours = {}
    for frames, *amounts in browser.evaluate(LEAVES):
        key = tuple(re.sub("^0x0: ", "", frame) for frame in frames)
        assert key not in ours, key
        if any(amounts):
            ours[key] = tuple(amounts)
    expected = {}
    for column, moment in enumerate(["peak", "current", "total"]):
        for stack, amount in stacks.by_stack(contexts, moment,
                                             stacks.label).items():
            expected.setdefault(stack, [0] * 6)[2 * column:2 * column + 2] = \
                amount
    stacks.require_same(path, ours, {k: tuple(v) for k, v in expected.items()})
    assert not browser.complaints(), browser.complaints()


def main():
    memtrace, folder, view, *ledgers = sys.argv[1:]
    with Browser() as browser:
        for ledger in ledgers:
            path = os.path.join(folder, os.path.basename(ledger) + ".json")
            stacks.text([memtrace, "export", "--to=dhat", ledger, "-o", path])
            contexts = stacks.contexts(memtrace, ledger)
            check(browser, view, path, contexts)
            print(f"{path}: {len(contexts)} contexts as in the ledger")


if __name__ == "__main__":
    main()
