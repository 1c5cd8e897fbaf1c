#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Draws docs/report.svg and docs/top.svg: what `memtrace report` and `memtrace
top` show on a terminal.

usage: picture.py --bin DIR [--update] NAME...

Without --update it compares: the text of a picture has to be that of a new
run, as far as transcript_match.py says.
"""
import argparse
import html
import os
import re
import sys

import transcript_match
from picture_runs import PICTURES
from transcript_scratch import ROOT

# What codes of terminals look like here; 0 ends all of them.
STYLES = {"1": "font-weight:bold", "2": "fill:#8b949e",
          "7": "text-decoration:underline", "31": "fill:#ff7b72",
          "32": "fill:#7ee787", "33": "fill:#e3b341"}
STAYS = "\u00a0"
WIDTH, HEIGHT, MARGIN = 7.8, 18, 18


def spans(lines):
    """Each line as (style, text), by its escape sequences."""
    style = ""
    for line in lines:
        first, *parts = re.split(r"\x1b\[([\d;]*)m", line)
        row = [(style, first)]
        for codes, text in zip(parts[::2], parts[1::2]):
            for code in codes.split(";"):
                style = ("" if code in ("", "0")
                         else f"{style};{STYLES.get(code, '')}".strip(";"))
            row.append((style, text))
        yield [(style, text) for style, text in row if text]


def drawn(number, row):
    # Viewers make one space of several, unless it is one that stays.
    text = "".join(
        f'<tspan style="{style}">{html.escape(text.replace(" ", STAYS))}'
        "</tspan>" if style else html.escape(text.replace(" ", STAYS))
        for style, text in row)
    return (f'<text x="{MARGIN}" y="{MARGIN + HEIGHT * (number + 1)}">'
            f"{text}</text>\n")


def picture(lines):
    rows = list(spans(lines))
    columns = max(sum(len(text) for _, text in row) for row in rows)
    # Fonts differ in width.
    width = round((columns + 4) * WIDTH + 2 * MARGIN)
    height = HEIGHT * (len(rows) + 1) + 2 * MARGIN
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
            f'height="{height}" viewBox="0 0 {width} {height}" '
            'font-family="ui-monospace,monospace" font-size="13" '
            'fill="#e6edf3">\n'
            f'<rect width="{width}" height="{height}" rx="8" '
            'fill="#0d1117"/>\n'
            + "".join(drawn(number, row) for number, row in enumerate(rows))
            + "</svg>\n")


def texts_of(svg):
    return [html.unescape(re.sub(r"<[^>]*>", "", line)).replace(STAYS, " ")
            for line in re.findall(r"<text[^>]*>(.*)</text>", svg)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("names", nargs="+", choices=sorted(PICTURES))
    options = parser.parse_args()
    failed = False
    for name in options.names:
        path = os.path.join(ROOT, "docs", f"{name}.svg")
        new = picture(PICTURES[name](os.path.realpath(options.bin)))
        if options.update:
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)
            continue
        with open(path, encoding="utf-8") as file:
            old = texts_of(file.read())
        if not transcript_match.matches(old, texts_of(new)):
            failed = True
            print(f"{path} is out of date: picture.py --update {name}",
                  *texts_of(new), sep="\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
