# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether the pages agree with the commands: each option of a verb stands on
its page, and each verb's line in an example has options that it knows. Of the
compiler wrappers, the program and the build, docs/options.md has each option
and variable, and no other.
usage: options.py BIN SOURCE_DIR
"""
import glob
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


def variables_of(source):
    """What the runtime, the wrappers and the plug-in read, and CMake's."""
    for folder in ("runtime", "driver", "pass"):
        for path in glob.glob(os.path.join(source, folder, "**", "*.cpp"),
                              recursive=True):
            yield from re.findall(r'"(MEMTRACE_[A-Z_]+)"', read(path))
    for path in ("CMakeLists.txt", "test/CMakeLists.txt"):
        text = read(os.path.join(source, path))
        yield from re.findall(r"\boption\((MEMTRACE_\w+)", text)
        yield from re.findall(r"\bset\((MEMTRACE_\w+)[^()]*\bCACHE\b", text)


def other_options(bin_dir, source):
    page = read(os.path.join(source, "docs", "options.md"))
    text = subprocess.run(
        [os.path.join(bin_dir, "memtrace-cc"), "--memtrace-help"], check=True,
        text=True, stdout=subprocess.PIPE).stdout
    known = set(re.findall(r"(?<=[\s])--[a-z-]+", text)) | set(
        variables_of(source))
    told = set(re.findall(r"`(--(?:no-)?(?:memtrace|profile)[a-z-]+"
                          r"|MEMTRACE_[A-Z_]+)", page))
    for name in sorted(known - told):
        yield f"docs/options.md has no {name}"
    for name in sorted(told - known - {"MEMTRACE_OPAQUE"}):
        yield f"docs/options.md has {name}, which nothing reads"


def main():
    bin_dir, source = sys.argv[1:]
    memtrace = os.path.join(bin_dir, "memtrace")
    options = {verb: options_of(memtrace, verb) for verb in PAGES}
    wrong = [*missing(os.path.join(source, "docs"), options),
             *other_options(bin_dir, source)]
    for path in pages_of(source):
        wrong += unknown(path, options)
    print(*wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
