#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Keeps those parts of pages that are made from other files what these say.

A part stands between `<!-- made: NAME -->` and `<!-- made: end -->`. What
makes it is a module with blocks(tools), which says for each page what each of
its parts is. Without --update, a part that is out of date is an error.
"""
import argparse
import difflib
import os
import re
import sys

import made_excerpts
import made_formats
import made_ir
import made_overheads

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
MAKERS = {"excerpts": made_excerpts, "formats": made_formats, "ir": made_ir,
          "overheads": made_overheads}


class Tools:
    """What a maker may use."""

    def __init__(self, bin_dir):
        self.bin = bin_dir

    def command(self, name):
        if not self.bin:
            sys.exit("made.py: this needs --bin")
        return os.path.join(self.bin, name)

    @staticmethod
    def read(name):
        with open(os.path.join(ROOT, name), encoding="utf-8") as file:
            return file.read()


def with_part(page, text, name, part):
    found = re.search(rf"(<!-- made: {name} -->\n).*?(<!-- made: end -->)",
                      text, re.S)
    if not found:
        sys.exit(f"{page} has no <!-- made: {name} -->")
    return text[:found.end(1)] + part + text[found.start(2):]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bin", metavar="DIR",
                        help="where memtrace and its compilers are")
    parser.add_argument("--update", action="store_true",
                        help="write the pages")
    parser.add_argument("makers", nargs="+", choices=sorted(MAKERS))
    options = parser.parse_args()
    tools, failed = Tools(options.bin), False
    for maker in options.makers:
        for page, parts in MAKERS[maker].blocks(tools).items():
            old = new = tools.read(page)
            for name, part in parts.items():
                new = with_part(page, new, name, part)
            if options.update and new != old:
                with open(os.path.join(ROOT, page), "w",
                          encoding="utf-8") as file:
                    file.write(new)
            elif new != old:
                failed = True
                print(*difflib.unified_diff(
                    old.splitlines(), new.splitlines(), page,
                    f"made by: test/docs/made.py --update {maker}",
                    lineterm="", n=1), sep="\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
