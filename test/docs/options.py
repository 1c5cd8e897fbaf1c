# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether the pages agree with the command: each option of a verb stands on
its page, and each verb's line in an example has options that it knows.
usage: options.py MEMTRACE SOURCE_DIR
"""
import os
import re
import subprocess
import sys

from links import pages_of, read

PAGES = {"run": "running", "stats": "running", "report": "cli",
         "diff": "comparing", "check": "comparing", "merge": "comparing",
         "top": "top", "annotate": "annotate", "inspect": "inspect",
         "export": "exports", "flamegraph": "exports", "hints": "hints",
         "help": "cli", "completion": "cli"}


def options_of(memtrace, verb):
    text = subprocess.run([memtrace, verb, "--help"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    return set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))


def missing(docs, options):
    texts = {page: read(os.path.join(docs, f"{page}.md"))
             for page in set(PAGES.values())}
    # Those of all views are on one page.
    views = set(re.findall(r"`(--[a-z-]+)`", texts["cli"]))
    for verb, page in PAGES.items():
        for option in sorted(options[verb] - views - {"--help"}):
            if option not in texts[page]:
                yield f"docs/{page}.md has no {option} of {verb}"


def unknown(path, options):
    for verb, rest in re.findall(r"\bmemtrace ([a-z]+)\b([^\n`|#]*)",
                                 read(path)):
        used = set(re.findall(r"(?<=[\s\[])--[a-z-]+", rest.split(" -- ")[0]))
        for option in used - options.get(verb, used):
            yield f"{path}: memtrace {verb} has no {option}"


def main():
    memtrace, source = sys.argv[1:]
    options = {verb: options_of(memtrace, verb) for verb in PAGES}
    wrong = [*missing(os.path.join(source, "docs"), options)]
    for path in pages_of(source):
        wrong += unknown(path, options)
    print(*wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
