# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether links between Markdown pages lead somewhere, to the heading, too,
and blocks of code end. usage: links.py SOURCE_DIR"""
import glob
import os
import re
import sys

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#: ]*)(?:#([^) ]*))?\)")


def pages_of(source):
    found = [name for pattern in ("*.md", "docs/*.md", "examples/**/*.md")
             for name in glob.glob(os.path.join(source, pattern),
                                   recursive=True)]
    return sorted(found)


def read(path):
    with open(path, encoding="utf-8") as page:
        return page.read()


def anchor_of(heading):
    text = re.sub(r"[^\w\- ]", "", heading.lower())
    return text.strip().replace(" ", "-")


def anchors_of(path):
    headings = re.findall(r"^#+ (.*)", FENCE.sub("", read(path)), re.MULTILINE)
    return set(map(anchor_of, headings))


def wrong_links(path):
    text = read(path)
    if len(re.findall(r"^```", text, re.MULTILINE)) % 2:
        yield "a block of code has no end"
    for target, anchor in LINK.findall(FENCE.sub("", text)):
        there = os.path.normpath(
            os.path.join(os.path.dirname(path), target)) if target else path
        if not os.path.exists(there):
            yield f"there is no {target}"
        elif anchor and anchor not in anchors_of(there):
            yield f"{target or 'it'} has no #{anchor}"


def main():
    wrong = [f"{path}: {what}" for path in pages_of(sys.argv[1])
             for what in wrong_links(path)]
    print(*wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
