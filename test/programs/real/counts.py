#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# counts.py: runs the workload of each program, built plain under the counter
# that knows nothing of MemTrace (../Inputs/counter.c) and built with MemTrace,
# and compares bytes, blocks and peaks. They are equal, or the program says why
# they can't be (`counts_vary`), and how near they must be then.
#
#   counts.py --memtrace BIN NAME... (or all)
import argparse
import pathlib
import re
import subprocess
import sys

import program
import real
import suites
import traces

COUNTER = program.HERE.parent / "Inputs" / "counter.c"
FIELDS = ["bytes", "blocks", "freed blocks", "blocks left", "peak"]


def make_libraries(cc, folder):
    """Two libraries to preload whose paths are of one length, and so are the
    environments of both runs, which programs copy: the counter, and one that
    does nothing."""
    found = []
    for name, source in (("counted", COUNTER), ("nothing", "/dev/null")):
        library = folder / name / "preload.so"
        library.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([cc, "-O2", "-fPIC", "-shared", "-x", "c", source,
                        "-o", library], check=True)
        found.append(library)
    return found


def environment(library, notes, report):
    return {"LD_PRELOAD": str(library), "COUNTER_OUT": str(notes),
            "MEMTRACE_OUT": str(report)}


def counted(path):
    """Of the process that took most; others are its children."""
    lines = [dict((key, int(value)) for key, value in
                  re.findall(r"(\w+)=(\d+)", line))
             for line in path.read_text().splitlines()]
    most = max(lines, key=lambda line: line["total_blocks"])
    return dict(zip(FIELDS, (most[name] for name in (
        "total_bytes", "total_blocks", "freed_blocks", "live_blocks",
        "peak_bytes"))))


def measure(one, given, flags, kind):
    """What was counted, and what MemTrace says."""
    plain, traced = (suites.built(one, given, flags, with_it)
                     for with_it in (False, True))
    both = []
    for tree, library in zip((plain, traced), make_libraries(
            suites.clang_of(given.memtrace)[0],
            pathlib.Path(given.build).resolve() / "preload")):
        notes = tree.folder / "counts.txt"
        report = tree.folder / f"counts-report.{kind.suffix}"
        for left in (notes, report):
            left.unlink(missing_ok=True)
        tree.work(given.scale, program.Measured(
            **environment(library, notes, report)))
        both.append((notes, report))
    (notes, untraced), (uncounted, report) = both
    if untraced.exists() or uncounted.exists():
        sys.exit(f"{one.name}: the runs are mixed up")
    return counted(notes), dict(zip(FIELDS, kind.totals(report)))


def compare(one, want, got):
    """What is wrong."""
    percent = one.counts_vary[0] if one.counts_vary else 0
    for name in FIELDS:
        if abs(want[name] - got[name]) > want[name] * percent / 100:
            yield (f"{one.name}: {name}: counted {want[name]}, MemTrace says "
                   f"{got[name]}")


def main():
    parser = argparse.ArgumentParser()
    real.arguments_of_build(parser)
    parser.add_argument("names", nargs="+", metavar="NAME")
    given = parser.parse_args()
    if not given.memtrace:
        parser.error("--memtrace is needed")
    kind, wrong = traces.kind_for(given.memtrace), []
    for one in real.programs_of(given):
        want, got = measure(one, given, given.flags, kind)
        equal = [name for name in FIELDS if want[name] == got[name]]
        print(f"{one.name}: " + ", ".join(
            f"{want[name]} {name}" + ("" if name in equal else
                                      f" (MemTrace: {got[name]})")
            for name in FIELDS))
        if one.counts_vary:
            print("  may differ by {} %: {}".format(*one.counts_vary))
        sys.stdout.flush()
        wrong += compare(one, want, got)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
