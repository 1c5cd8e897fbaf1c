# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Opens exported ledgers in speedscope, has it write out what it has read, and
compares that with the ledger; of profiles for pprof, too.

usage: check_speedscope.py MEMTRACE FOLDER SPEEDSCOPE LEDGER...
"""
import json
import os
import sys

import stacks
from chromium import Browser

# speedscope's own export goes to a link that downloads; this keeps its text.
CATCH = """
window.caught = [];
URL.createObjectURL = blob => { blob.text().then(t => caught.push(t));
  return "about:blank#"; };
HTMLAnchorElement.prototype.click = function () {};
"""


def key(frame):
    return stacks.Frame(frame["name"], frame.get("file") or "",
                        frame.get("line") or 0)


def read(browser, page, path):
    """What speedscope has made of a file, as its own JSON."""
    browser.open(page)
    browser.wait("document.querySelector('input[type=file]')")
    browser.evaluate(CATCH)
    browser.give_file("input[type=file]", path)
    browser.wait("document.body.innerText.includes('Left Heavy')")
    browser.evaluate(
        "[...document.querySelectorAll('div')].filter("
        "e => e.innerText.endsWith('Export') && e.children.length <= 2)"
        ".pop().click()")
    browser.wait("caught.length > 0")
    title = browser.evaluate("document.body.innerText")
    assert not browser.complaints(), browser.complaints()
    return json.loads(browser.evaluate("caught[0]")), title


def by_stack(file, profile):
    """Of speedscope's export, in which frames are opened and closed."""
    frames = [key(f) for f in file["shared"]["frames"]]
    assert profile["type"] == "evented", profile["type"]
    result, stack, last = {}, [], profile["startValue"]
    for event in profile["events"]:
        if event["at"] > last:
            way = tuple(frames[i] for i in reversed(stack))
            result[way] = result.get(way, 0) + event["at"] - last
            last = event["at"]
        if event["type"] == "O":
            stack.append(event["frame"])
        else:
            assert stack.pop() == event["frame"], event
    return result


def expected(contexts, moment, i, stack=lambda context: context.stack):
    sums = stacks.by_stack(
        contexts, moment,
        lambda f: f._replace(function=f.function or "<unknown>"), stack)
    return {stack: sum[i] for stack, sum in sums.items() if sum[i] > 0}


def check_own_format(browser, page, path, contexts):
    file, title = read(browser, page, path)
    profiles = {p["name"]: p for p in file["profiles"]}
    assert list(profiles) == [
        f"{moment} {unit}" for unit in ["bytes", "blocks"]
        for moment in stacks.MOMENTS], list(profiles)
    assert "peak bytes (1/6)" in title, title
    for moment in stacks.MOMENTS:
        for i, unit in enumerate(["bytes", "blocks"]):
            profile = profiles[f"{moment} {unit}"]
            assert profile["unit"] == ["bytes", "none"][i], profile["unit"]
            stacks.require_same(f"{path}: {moment} {unit}",
                                by_stack(file, profile),
                                expected(contexts, moment, i))


def check_pprof(browser, page, path, contexts):
    """It shows one sample type, the default, and no inlined functions."""
    file, title = read(browser, page, path)
    profile, = file["profiles"]
    assert profile["unit"] == "bytes", profile["unit"]
    stacks.require_same(path, by_stack(file, profile),
                        expected(contexts, "peak", 0, lambda c: c.calls))


def main():
    memtrace, folder, page, *ledgers = sys.argv[1:]
    with Browser() as browser:
        for ledger in ledgers:
            contexts = stacks.contexts(memtrace, ledger)
            for to, ending, check in [
                    ("speedscope", ".speedscope.json", check_own_format),
                    ("pprof", ".pb.gz", check_pprof)]:
                path = os.path.join(folder, os.path.basename(ledger) + ending)
                stacks.text([memtrace, "export", f"--to={to}", ledger, "-o",
                             path])
                check(browser, page, path, contexts)
            print(f"{path}: {len(contexts)} contexts as in the ledger")


if __name__ == "__main__":
    main()
