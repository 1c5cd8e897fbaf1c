# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares a flame graph with the ledger, and uses it in Chromium: points,
zooms and searches.

usage: check_flamegraph.py MEMTRACE FOLDER LEDGER...
"""
import os
import sys
import xml.etree.ElementTree

import stacks
from chromium import Browser

WIDTH = 1200
ROOM = WIDTH - 20
SVG = "{http://www.w3.org/2000/svg}"


def tree_of(contexts, moment, i, by, inverted):
    """{way from the root on: value}"""
    result = {}
    for context in contexts:
        value = max(0, context.amounts[moment][i])
        way = ("all",)
        stack = context.stack if inverted else context.stack[::-1]
        for frame in [None, *stack]:
            if frame is not None:
                way = (*way, stacks.label(frame, by))
            result[way] = result.get(way, 0) + value
    return result


def boxes_of(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    text = open(path, encoding="utf-8").read()
    assert "href" not in text and "url(" not in text
    result, way = {}, []
    for group in root.iter(SVG + "g"):
        if group.get("class") != "f":
            continue
        level = int(group.get("data-l"))
        label = group.find(SVG + "title").text.split("\n")[0]
        way = [*way[:level], label]
        rect = group.find(SVG + "rect")
        result[tuple(way)] = (int(group.get("data-v")),
                              int(group.get("data-o")),
                              float(rect.get("x")), float(rect.get("width")))
    return result


def check_boxes(path, expected):
    boxes = boxes_of(path)
    whole = expected[("all",)]
    smallest = int(whole * (0.1 / ROOM))
    ours = {way: box[0] for way, box in boxes.items()}
    stacks.require_same(path, ours, {way: value for way, value in
                                     expected.items() if value > 0
                                     and value >= smallest})
    for way, (value, offset, x, width) in boxes.items():
        if len(way) > 1:
            parent = boxes[way[:-1]]
            assert parent[1] <= offset, way
            assert offset + value <= parent[1] + parent[0], way
        assert abs(x - 10 - offset / whole * ROOM) < 0.1, way
        assert abs(width - value / whole * ROOM) < 0.7, way
    return boxes


SHOWN = """[...document.querySelectorAll('.f')].filter(
  g => getComputedStyle(g).display !== 'none').map(g => [
    g.querySelector('title').textContent.split('\\n')[0], +g.dataset.v,
    +g.dataset.o, g.querySelector('rect').getBoundingClientRect().width])"""


def middle_of(browser, number):
    return browser.evaluate(
        "(() => { const r = document.querySelectorAll('.f')"
        f"[{number}].querySelector('rect').getBoundingClientRect();"
        "return [r.x + r.width / 2, r.y + r.height / 2]; })()")


def use(browser, path, boxes):
    """By mouse and keyboard, as people do."""
    browser.open(path)
    ways = list(boxes)
    whole = boxes[("all",)][0]
    # The second largest box of the second level that can be pointed at.
    chosen = max((w for w in ways if len(w) == 3 and boxes[w][3] > 3),
                 key=lambda w: boxes[w][0], default=None)
    if chosen is None:
        return
    value, offset, _, _ = boxes[chosen]
    x, y = middle_of(browser, ways.index(chosen))
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    details = browser.evaluate(
        "document.querySelector('.details').textContent")
    assert details.startswith(chosen[-1] + ": "), details
    browser.click(x, y)
    inside = {w[-1]: 0 for w in ways if w[:len(chosen)] == chosen
              and boxes[w][0] / value * ROOM >= 0.1}
    expected = sorted([(w[-1], boxes[w][0]) for w in ways
                       if w[:len(chosen)] == chosen or w == chosen[:len(w)]])
    shown = browser.evaluate(SHOWN)
    assert sorted((l, v) for l, v, _, _ in shown) == expected, shown
    by_label = {(l, v, o): w for l, v, o, w in shown}
    assert by_label[chosen[-1], value, offset] > ROOM - 2, by_label
    assert inside
    # And out again.
    x, y = browser.evaluate(
        "(() => { const r = document.querySelector('.reset')"
        ".getBoundingClientRect();"
        "return [r.x + r.width / 2, r.y + r.height / 2]; })()")
    browser.click(x, y)
    assert len(browser.evaluate(SHOWN)) == len(ways)
    # A part of a name; a parenthesis alone is no regular expression.
    for words in [chosen[-1].split("(")[0].strip("[] ") or "a", "("]:
        browser.evaluate("(() => { const i = document.querySelector('.search');"
                         "i.value = ''; i.focus(); })()")
        browser.type(words)
        hits = [w for w in ways if words.lower() in w[-1].lower()]
        outermost = [w for w in hits
                     if not any(words.lower() in l.lower() for l in w[:-1])]
        matched = sum(boxes[w][0] for w in outermost)
        count = browser.evaluate("document.querySelectorAll('.hit').length")
        assert count == len(hits), (words, count, len(hits))
        text = browser.evaluate("document.querySelector('.matched')"
                                ".textContent")
        assert f": {100 * matched / whole:.2f} %" in text, (words, text)
    assert not browser.complaints(), browser.complaints()


def main():
    memtrace, folder, *ledgers = sys.argv[1:]
    with Browser() as browser:
        for ledger in ledgers:
            contexts = stacks.contexts(memtrace, ledger)
            for at, i, by, more in [("peak", 0, "line", []),
                                    ("current", 0, "function", ["--inverted"]),
                                    ("total", 1, "line", ["--upwards"])]:
                path = os.path.join(folder, os.path.basename(ledger) + ".svg")
                stacks.text([memtrace, "flamegraph", ledger, "-o", path,
                             f"--at={at}", f"--by={by}",
                             f"--sort={['size', 'count'][i]}", *more])
                expected = tree_of(contexts, at, i, by, "--inverted" in more)
                if not expected.get(("all",)):
                    assert not boxes_of(path)
                    continue
                use(browser, path, check_boxes(path, expected))
            print(f"{path}: {len(contexts)} contexts as in the ledger")


if __name__ == "__main__":
    main()
