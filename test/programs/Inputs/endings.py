# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# endings.py: however a program ends, its status and output are those of the
# plain build, and the report, where there can be one, is whole.
#
#   endings.py WORK-FOLDER PLAIN TRACED SOURCE
import glob
import os
import shutil
import subprocess
import sys

from report import Report

# way: rows of the report, by the word that marks the line; None where the
# process can't write one any more.
WAYS = {
    "return": {"EARLY"}, "exit": {"EARLY"}, "_exit": {"EARLY"},
    "_Exit": {"EARLY"}, "quick_exit": {"EARLY", "LATE"},
    "atexit": {"EARLY", "LATE"}, "thread": {"EARLY"},
    "pthread_exit": {"EARLY"}, "fork": {"EARLY"}, "vfork": {"EARLY"},
    "descriptors": {"EARLY"}, "chdir": {"EARLY"}, "closed": {"EARLY"},
    "abort": None, "kill": None, "exec": None,
}
SIZES = {"EARLY": "123 B", "LATE": "77 B", "CHILD": "55 B"}


def marks(source):
    return {word: number
            for number, text in enumerate(open(source), 1)
            for word in SIZES if f"/* {word} */" in text}


def run(work, program, way, **settings):
    folder = os.path.join(work, "run")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder, subprocess.run(
        [program, way], cwd=folder, capture_output=True,
        env={**os.environ, **settings})


def outcome(run):
    return run.returncode, run.stdout, run.stderr


def wrong_report(folder, wanted, lines, status):
    path = os.path.join(folder, "out.txt")
    if wanted is None:
        if os.path.exists(path):
            yield "a report of a process that could not write one"
        return
    if not os.path.exists(path):
        yield f"no report: {os.listdir(folder)}"
        return
    report = Report(path)
    rows = report.lines_of("endings.c")
    for word, line in lines.items():
        got = rows.get(line, (None, 0))[0]
        if got != (SIZES[word] if word in wanted else None):
            yield f"line {line} ({word}): {got}\n{report.text}"
    if report.exit_status != str(status):
        yield f"the report has exit status {report.exit_status}"
    if glob.glob(path + "*.tmp*") or os.path.exists(path + ".memtrace"):
        yield f"something was left behind: {os.listdir(folder)}"


def main():
    work, plain, traced, source = map(os.path.abspath, sys.argv[1:])
    lines = marks(source)
    wrong = []
    for way, wanted in WAYS.items():
        expected = outcome(run(work, plain, way)[1])
        folder, off = run(work, traced, way)
        if outcome(off) != expected:
            wrong.append(f"{way}, off: {outcome(off)}, not {expected}")
        if set(os.listdir(folder)) - {"mine.txt"}:
            wrong.append(f"{way}, off: it wrote {os.listdir(folder)}")
        folder, on = run(work, traced, way, MEMTRACE_OUT="out.txt",
                         MEMTRACE_SORT="current")
        if outcome(on) != expected:
            wrong.append(f"{way}, on: {outcome(on)}, not {expected}")
        wrong += (f"{way}: {text}" for text in wrong_report(
            folder, wanted, lines, expected[0]))
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
