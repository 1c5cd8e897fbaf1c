"""usage: help.py MEMTRACE MAN

Each verb that --help lists has a help of its own, and a manual page that names
all its options, if the pages were made; no line is wider than a terminal.
"""
import os
import re
import subprocess
import sys


def help_of(*command):
    return subprocess.run([*command, "--help"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def wide_lines(text):
    return [line for line in text.splitlines() if len(line) > 79]


def main():
    memtrace, pages = sys.argv[1:]
    text = help_of(memtrace)
    wrong = wide_lines(text)
    verbs = re.findall(r"^  ([a-z]+) ", text.partition("\nVerbs:\n")[2],
                       re.MULTILINE)
    if "report" not in verbs or "completion" not in verbs:
        wrong.append(f"verbs: {verbs}")
    for verb in verbs:
        text = help_of(memtrace, verb)
        wrong += wide_lines(text)
        if not re.search(rf"^Usage: memtrace {verb}( |$)", text, re.MULTILINE):
            wrong.append(f"{verb} has no usage")
        if not os.path.isdir(pages):
            continue
        with open(os.path.join(pages, f"memtrace-{verb}.1")) as page:
            page = page.read().replace("\\-", "-")
        for option in re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text,
                                 re.MULTILINE):
            if option not in page:
                wrong.append(f"the page of {verb} has no {option}")
    print(*wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
