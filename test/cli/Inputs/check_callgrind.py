# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what callgrind_annotate says of an exported ledger with the ledger.

usage: check_callgrind.py MEMTRACE FOLDER LEDGER [SOURCE]

SOURCE is where the ledger says, from here.
"""
import os
import re
import subprocess
import sys

import stacks

EVENTS = [(moment, i, moment + "BN"[i]) for moment in stacks.MOMENTS
          for i in range(2)]


def annotate(*args):
    result = subprocess.run(["callgrind_annotate", "--show-percs=no",
                             "--threshold=100", *args], text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert result.returncode == 0 and not result.stderr, result
    return result.stdout


def number(text):
    return 0 if text == "." else int(text.replace(",", ""))


def function_of(frame):
    return f"{frame.file or '???'}:{frame.function or '<unknown>'}"


def check_functions(path, contexts):
    for option, sums in [("no", stacks.own), ("yes", stacks.inclusive)]:
        text = annotate(f"--inclusive={option}", "--auto=no", path)
        expected = {}
        for column, (moment, i, _) in enumerate(EVENTS):
            for name, amount in sums(contexts, moment, function_of).items():
                expected.setdefault(name, [0] * 6)[column] = amount[i]
        ours = {}
        whole = None
        for line in text.splitlines():
            match = re.match(r"((?: *[\d,.]+){6})  (.*?)(?: \[\])?$", line)
            if not match:
                continue
            figures = [number(n) for n in match[1].split()]
            if "PROGRAM TOTALS" in match[2]:
                whole = figures
            elif (any(figures) and match[2] not in ours
                  and match[2] != "???:[root]"):
                ours[match[2]] = figures
        assert whole == [stacks.whole(contexts, moment)[i]
                         for moment, i, _ in EVENTS], whole
        stacks.require_same(f"{path}: --inclusive={option}", ours, expected)


def check_source(path, contexts, source):
    """The lines of the file, with what they allocate by themselves."""
    text = annotate("--auto=yes", "--context=1000", path)
    lines = open(source).read().splitlines()
    part = text.split("-- Auto-annotated source: ")[1].splitlines()
    ours = {}
    for line in part:
        match = re.match(r"((?: *[\d,.]+){6})  (.*)$", line)
        if match and match[2] in lines and "=>" not in match[2]:
            number_of = [i for i, l in enumerate(lines, 1) if l == match[2]]
            if len(number_of) == 1:
                ours[number_of[0]] = [number(n) for n in match[1].split()]
    expected = {}
    for column, (moment, i, _) in enumerate(EVENTS):
        for (file, line), amount in stacks.own(
                contexts, moment, lambda f: (f.file, f.line)).items():
            if file.endswith(os.path.basename(source)):
                expected.setdefault(line, [0] * 6)[column] = amount[i]
    ours = {line: figures for line, figures in ours.items() if any(figures)}
    stacks.require_same(f"{path}: lines", ours, expected)


def main():
    memtrace, folder, ledger, *source = sys.argv[1:]
    path = os.path.join(folder, "callgrind.out." + os.path.basename(ledger))
    stacks.text([memtrace, "export", "--to=callgrind", ledger, "-o", path])
    contexts = stacks.contexts(memtrace, ledger)
    check_functions(path, contexts)
    for name in source:
        check_source(path, contexts, name)
    print(f"{path}: {len(contexts)} contexts as in the ledger")


if __name__ == "__main__":
    main()
