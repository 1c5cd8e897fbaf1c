# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# stack_rows.py: the call stacks of a ledger as text, a line for each, for
# FileCheck:
#
#   BLOCKS BYTES: FRAME... (through NAME) FRAME... (missing)
#
# innermost first. A frame is function@mark where the source's line ends in the
# comment "@ mark", else function:line; "x 3" follows if it is there three times
# in a row. Frames of system headers are left out,
# and so are those below the user's: they have no part in a stack. Of a name
# with types in it, only the name itself is written.
#
#   stack_rows.py [--kept] [--ids] [--live] BIN-FOLDER LEDGER...
#
#   --kept    begins with a line that says how many frames are kept
#   --ids     begins with the largest ids of a context and of a site
#   --live    what is live, not what was allocated
import argparse
import functools
import itertools
import os
import re

from ledgers import Memtrace, both

HERE = os.path.dirname(os.path.abspath(__file__))
SYSTEM = ("/usr/",)
MARK = re.compile(r"(?://|/\*) @ ([\w ]+?)(?: \*/)?$")


@functools.cache
def marks(file):
    """line -> its mark, of a source that lies beside this script"""
    file = os.path.join(HERE, os.path.basename(file))
    if not os.path.exists(file):
        return {}
    found = ((number, MARK.search(text.rstrip()))
             for number, text in enumerate(open(file), 1))
    return {number: mark[1] for number, mark in found if mark}


def frames_of(site):
    """From the user's frame on, without system headers."""
    keys = ("file", "line", "column", "linkage_name")
    own = [site[key] for key in keys]
    at = next((i for i, frame in enumerate(site["frames"])
               if [frame[key] for key in keys] == own), 0)
    return [frame for frame in site["frames"][at:]
            if not (frame["file"] or "").startswith(SYSTEM)]


class Stacks:
    """Of one ledger, as a list of entries for each context: frames,
    ("through", name) and ("missing", "")."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.sites = {site["id"]: site for site in ledger["sites"]}

    def of(self, context):
        entries = []
        if context.get("through"):
            entries.append(("through", context["through"]))
        entries += frames_of(self.sites[context["site"]])
        for caller in context["callers"]:
            if "missing" in caller:
                entries.append(("missing", ""))
                continue
            if caller.get("through"):
                entries.append(("through", caller["through"]))
            entries += frames_of(self.sites[caller["site"]])
        return entries

    def rows(self, what="allocated"):
        """(bytes, blocks), entries"""
        for context in self.ledger["contexts"]:
            if context[what]["blocks"]:
                yield both(context[what]), self.of(context)


def short(function):
    name = re.sub(r"\(.*", "", (function or "<unknown>")
                  .replace("(anonymous namespace)::", ""))
    return name.split(" ")[-1]


def in_words(entry):
    if isinstance(entry, tuple):
        return "({})".format(" ".join(filter(None, entry)))
    mark = marks(entry["file"] or "").get(entry["line"])
    return short(entry["function"]) + (f"@{mark}" if mark else
                                       f":{entry['line']}")


def line_of(entries):
    words = []
    for word, same in itertools.groupby(map(in_words, entries)):
        count = len(list(same))
        words.append(word if count == 1 else f"{word} x {count}")
    return " ".join(words) or "<unknown>"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kept", action="store_true")
    parser.add_argument("--ids", action="store_true")
    parser.add_argument("--live", action="store_true")
    parser.add_argument("bin")
    parser.add_argument("ledgers", nargs="+", metavar="LEDGER")
    given = parser.parse_args()
    for path in given.ledgers:
        ledger = Memtrace(given.bin).read(path)
        if given.kept:
            print("kept", ledger["frames_kept"])
        if given.ids:
            print("ids", *(max(entry["id"] for entry in ledger[kind])
                           for kind in ("contexts", "sites")))
        texts = {}
        for (size, blocks), entries in Stacks(ledger).rows(
                "current" if given.live else "allocated"):
            sums = texts.setdefault(line_of(entries), [0, 0])
            sums[0] += blocks
            sums[1] += size
        for text, (blocks, size) in sorted(texts.items()):
            print(f"{blocks} {size}: {text}")


if __name__ == "__main__":
    main()
