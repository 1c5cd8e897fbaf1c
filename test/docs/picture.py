#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws docs/report.svg: what `memtrace report` shows on a terminal.

usage: picture.py --bin DIR [--update]

Without --update it compares: the text of the picture has to be that of a new
run, as far as transcript_match.py says.
"""
import argparse
import html
import os
import re
import subprocess
import sys
import tempfile

import transcript_match
from transcript_page import Block, Command
from transcript_scratch import ROOT, Scratch

PICTURE = os.path.join(ROOT, "docs", "report.svg")
BUILD = ["memtrace-c++ --profile-memory=stacks -std=c++17 -O2 list.cpp "
         "record.cpp lengths.cpp -o list",
         "cat /usr/share/common-licenses/* "
         "| memtrace run -q -o list ./list >/dev/null"]
SHOWN = "memtrace report list.memtrace -n 3"
# By the codes that driver/cli/terminal.cpp writes.
STYLES = {"": "", "1": "font-weight:bold", "2": "fill:#8b949e",
          "1;31": "fill:#ff7b72;font-weight:bold", "33": "fill:#e3b341"}
STAYS = "\u00a0"
WIDTH, HEIGHT, MARGIN = 7.8, 18, 18


def report(bin_dir):
    """The lines of a report in colour."""
    with tempfile.TemporaryDirectory() as work:
        scratch = Scratch(os.path.join(ROOT, "README.md"), bin_dir, work)
        commands = [Command(text) for text in
                    [*BUILD, SHOWN + " --color=always"]]
        results = scratch.run(Block(0, 0, 0, "records", commands))
    if [status for _, status in results] != [0] * len(commands):
        sys.exit(f"picture.py: {results}")
    return results[-1][0]


def spans(line):
    """A line as (style, text), by its escape sequences."""
    parts = re.split(r"\x1b\[([\d;]*)m", line)
    return [("", parts[0]), *zip(
        ("" if code == "0" else code for code in parts[1::2]), parts[2::2])]


def drawn(line, row):
    # Viewers make one space of several, unless it is one that stays.
    text = "".join(
        f'<tspan style="{STYLES[style]}">{html.escape(text)}</tspan>'
        if STYLES[style] else html.escape(text)
        for style, text in spans(line.replace(" ", STAYS)) if text)
    return (f'<text x="{MARGIN}" y="{MARGIN + HEIGHT * (row + 1)}">'
            f"{text}</text>\n")


def picture(lines):
    lines = ["$ " + SHOWN, *lines]
    columns = max(len("".join(text for _, text in spans(line)))
                  for line in lines)
    width = round(columns * WIDTH + 2 * MARGIN)
    height = HEIGHT * (len(lines) + 1) + 2 * MARGIN
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
            f'height="{height}" viewBox="0 0 {width} {height}" '
            'font-family="ui-monospace,monospace" font-size="13" '
            'fill="#e6edf3">\n'
            f'<rect width="{width}" height="{height}" rx="8" '
            'fill="#0d1117"/>\n'
            + "".join(drawn(*pair[::-1]) for pair in enumerate(lines))
            + "</svg>\n")


def texts_of(svg):
    return [html.unescape(re.sub(r"<[^>]*>", "", line)).replace(STAYS, " ")
            for line in re.findall(r"<text[^>]*>(.*)</text>", svg)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    new = picture(report(os.path.realpath(options.bin)))
    if options.update:
        with open(PICTURE, "w", encoding="utf-8") as file:
            file.write(new)
        return False
    with open(PICTURE, encoding="utf-8") as file:
        old = file.read()
    if transcript_match.matches(texts_of(old), texts_of(new)):
        return False
    print("docs/report.svg is out of date: picture.py --update", new, sep="\n")
    return True


if __name__ == "__main__":
    sys.exit(main())
