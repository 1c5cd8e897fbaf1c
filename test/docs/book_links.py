# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether the book is whole: all that its pages refer to is in it, to the
heading, nothing is loaded from elsewhere, and every page of docs/ is in its
contents. usage: book_links.py BOOK SOURCE_DIR"""
import glob
import html.parser
import os
import sys
import urllib.parse

# What a page loads by itself; a link in an `a` may lead out of the book.
LOADED = {("script", "src"), ("img", "src"), ("link", "href"),
          ("iframe", "src"), ("source", "src")}


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.loaded, self.anchors = [], [], set()
        with open(path, encoding="utf-8") as file:
            self.feed(file.read())

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("id", "name"):
                self.anchors.add(value)
            elif (tag, name) in LOADED:
                self.loaded.append(value)
            elif (tag, name) == ("a", "href"):
                self.links.append(value)


def wrong_in(path, page, pages):
    for link in page.loaded + page.links:
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or parts.netloc:
            if link in page.loaded:
                yield f"loads {link}"
            continue
        target = urllib.parse.unquote(parts.path)
        there = os.path.normpath(os.path.join(
            os.path.dirname(path), target)) if target else path
        if os.path.isdir(there):
            there = os.path.join(there, "index.html")
        if not os.path.exists(there):
            yield f"there is no {link}"
        elif (parts.fragment and there in pages
              and urllib.parse.unquote(parts.fragment)
              not in pages[there].anchors):
            yield f"there is no {link}"


def missing(book, source, pages):
    contents = {os.path.normpath(os.path.join(book, link.split("#")[0]))
                for link in pages[os.path.join(book, "index.html")].links}
    for path in glob.glob(os.path.join(source, "docs", "*.md")):
        name = os.path.join("docs", os.path.basename(path)[:-3] + ".html")
        if os.path.join(book, name) not in contents:
            yield f"{path} is not in mkdocs.yml"


def main():
    book, source = map(os.path.abspath, sys.argv[1:])
    pages = {path: Page(path) for path in glob.glob(
        os.path.join(book, "**", "*.html"), recursive=True)
        if os.path.basename(path) != "404.html"}  # It is shown anywhere.
    wrong = [f"{path}: {what}" for path, page in sorted(pages.items())
             for what in wrong_in(path, page, pages)]
    wrong += missing(book, source, pages)
    print(*wrong, sep="\n")
    return bool(wrong) or not pages


if __name__ == "__main__":
    sys.exit(main())
