#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# suites.py: runs the test suites of real programs twice, built plain and built
# with MemTrace, there with tracing on in every process. Fails unless both have
# the same tests passed and failed, and every traced process left a ledger that
# is right in itself.
#
#   suites.py --memtrace BIN NAME... (or all)
#   suites.py --memtrace BIN --builds "-O0 -g,-O3 -g" lua
import argparse
import dataclasses
import shutil
import subprocess
import sys
import time

import program
import real
import traces
from census import Census

BUILDS = "-O2 -g,-O0 -g,-O3 -g"
HEADS = ["program", "build", "plain", "traced", "runs", "forked", "replaced",
         "killed", "ledgers", "problems", "seconds"]


@dataclasses.dataclass
class Run:
    """One run of one test suite."""
    outcome: program.Outcome
    ended_well: bool
    seconds: float


def clang_of(memtrace):
    """The C and the C++ compiler behind memtrace-cc."""
    return [subprocess.run(
        [f"{memtrace}/memtrace-cc", f"-print-prog-name={name}"], text=True,
        check=True, stdout=subprocess.PIPE).stdout.strip()
        for name in ("clang", "clang++")]


def compilers(given, flags, traced):
    asked = argparse.Namespace(**vars(given))
    asked.flags = flags
    if not traced:
        asked.cc, asked.cxx = clang_of(given.memtrace)
        asked.memtrace = None
    return real.compilers_of(asked)


def run_suite(one, tree, settings, limit):
    """Its processes are given the settings."""
    for log in tree.folder.glob("test*.log"):
        log.unlink()
    tree.limit = limit
    begin, ended_well = time.monotonic(), True
    try:
        one.test(tree, settings)
    except SystemExit as error:
        print(error, file=sys.stderr, flush=True)
        ended_well = False
    return Run(one.outcome(tree), ended_well, time.monotonic() - begin)


def built(one, given, flags, traced):
    tree = program.Tree(one, compilers(given, flags, traced), given.build,
                        given.jobs)
    tree.build(given.sources)
    return tree


def trace_suite(one, given, flags, kind):
    tree = built(one, given, flags, traced=True)
    reports, notes = (tree.folder / name for name in ("reports", "census"))
    for folder in (reports, notes):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        folder.chmod(0o1777)  # some tests run as somebody else
    census = Census(clang_of(given.memtrace)[0], notes)
    settings = {"MEMTRACE_OUT": f"{reports}/%e.%p.{kind.suffix}",
                **kind.settings, **census.settings()}
    run = run_suite(one, tree, settings, given.limit)
    return run, traces.check(kind, reports, census.images())


def differences(one, plain, traced):
    if not plain.outcome.passed:
        yield "no test passed in the plain build"
    if (plain.outcome.excusing(one.varies)
            != traced.outcome.excusing(one.varies)):
        yield (f"plain: {text_of(plain)}, traced: {text_of(traced)}; "
               f"failures: {' '.join(plain.outcome.failures) or 'none'}, and "
               f"{' '.join(traced.outcome.failures) or 'none'}")
    for name, run in (("plain", plain), ("traced", traced)):
        if not run.ended_well and not run.outcome.failed:
            yield f"{name}: the test suite failed, and no test did"


def text_of(run):
    return f"{run.outcome.passed} / {run.outcome.failed}"


def compare(one, given, flags, kind):
    """A row of the table, and what is wrong."""
    plain = run_suite(one, built(one, given, flags, traced=False), {},
                      given.limit)
    traced, found = trace_suite(one, given, flags, kind)
    wrong = [*differences(one, plain, traced), *found.problems]
    if not found.checked or not found.programs:
        wrong.append("no process was traced")
    row = [one.name, flags, text_of(plain), text_of(traced), found.programs,
           found.forked, found.replaced, found.killed, found.checked,
           len(wrong), f"{plain.seconds:.0f} / {traced.seconds:.0f}"]
    return row, wrong


def show(rows):
    rows = [HEADS, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
    for row in rows:
        print("  ".join(cell.ljust(width) if i < 2 else cell.rjust(width)
                        for i, (cell, width) in enumerate(zip(row, widths))))


def main():
    parser = argparse.ArgumentParser()
    real.arguments_of_build(parser)
    parser.add_argument("--builds", default=BUILDS, metavar="FLAGS,FLAGS",
                        help=f'of both compilers; default: "{BUILDS}"')
    parser.add_argument("--limit", type=int, default=1800, metavar="SECONDS",
                        help="that one test suite may take")
    parser.add_argument("--most", type=int, default=20,
                        help="problems of one row to print")
    parser.add_argument("names", nargs="+", metavar="NAME")
    given = parser.parse_args()
    if not given.memtrace:
        parser.error("--memtrace is needed")
    program.listen_to_signals()
    kind = traces.kind_for(given.memtrace)
    rows, failed = [], False
    for one in real.programs_of(given):
        for flags in given.builds.split(","):
            row, wrong = compare(one, given, flags, kind)
            rows.append(row)
            print(", ".join(f"{head}: {cell}" if i else str(cell)
                            for i, (head, cell) in enumerate(zip(HEADS, row))))
            for text in wrong[:given.most]:
                print(f"  {text}")
            if len(wrong) > given.most:
                print(f"  and {len(wrong) - given.most} more")
            sys.stdout.flush()
            failed |= bool(wrong)
    print("\nplain, traced: tests passed / failed. Runs of a traced program, "
          "by exec or fork; some\nwere replaced by an exec, some killed (they "
          "didn't end by exit). Seconds: both suites.\n")
    show(rows)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
