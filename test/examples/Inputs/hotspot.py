# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Holds both versions of a hotspot, as its README has run them, to what it
says: one output, a lower peak, and a report and a hint that name the line.

usage: hotspot.py MEMTRACE FOLDER HUNGRY LEAN SHARE HINT LINE

HUNGRY and LEAN name a ledger and an output in the folder, without their
endings. LEAN's peak is less than SHARE of HUNGRY's. The row of HUNGRY with the
most bytes, also in its likely HINT, is where LINE is in the source, which the
README has, too.
"""
import json
import os
import subprocess
import sys


def main():
    memtrace, folder, hungry, lean, share, hint, line = sys.argv[1:]

    def text_of(name):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return file.read()

    def asked(verb, name):
        return json.loads(subprocess.run(
            [memtrace, verb, "--format=json", name + ".memtrace"], cwd=folder,
            stdout=subprocess.PIPE, check=True).stdout)

    def source_of(row):
        if row["line"] == 0:
            return "not known"
        return text_of(row["file"]).splitlines()[row["line"] - 1].strip()

    wrong = []

    def expect(what, right):
        if not right:
            wrong.append(what)

    output = text_of(hungry + ".txt")
    expect("there is no output", output)
    expect("the outputs differ", output == text_of(lean + ".txt"))

    reports = [asked("report", name) for name in (hungry, lean)]
    peaks = [report["peak"]["bytes"] for report in reports]
    expect(f"the peaks are {peaks}", 0 < peaks[1] < float(share) * peaks[0])

    top = reports[0]["rows"][0]
    expect(f"the top row is {source_of(top)}", source_of(top) == line)
    expect("the README doesn't name the line",
           f"`{line}`" in text_of("README.md"))

    named = [(found["id"], found["confidence"],
              source_of(found["lines"][0]))
             for found in asked("hints", hungry)["hints"]]
    expect(f"the hints are {named}", (hint, "likely", line) in named)
    expect("the lean one has hints", asked("hints", lean)["hints"] == [])

    for what in wrong:
        print(f"{folder}: {what}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
