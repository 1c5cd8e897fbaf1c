#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# attribution.py: builds real programs with MemTrace, runs their workloads and
# says which share of the bytes is charged to <unknown>, to system headers or
# to a wrapper: a function of wrappers/NAME.txt, a list kept by hand.
#
#   attribution.py --memtrace BIN --save NOW.json NAME... (or all)
#   attribution.py --memtrace BIN --less-than 5 --blocks 100000 NAME...
#
# What is saved, attribution_page.py makes docs/attribution.md of.
import argparse
import json
import os
import re
import shlex
import subprocess
import sys

import program
import real
from functions import Functions

sys.path.insert(0, str(program.HERE.parent / "Inputs"))
from report import Report  # noqa: E402

UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
ORDERS = {"total": "allocated", "peak": "peak"}
KINDS = ["unknown", "header", "wrapper", "debatable"]


def wrappers(name):
    """Function -> whether its being a wrapper can be argued about."""
    found = {}
    path = program.HERE / "wrappers" / f"{name}.txt"
    for text in path.read_text().splitlines():
        words = text.split("#")[0].split()
        if words:
            found[words[-1]] = "debatable" if words[0] == "?" else "wrapper"
    return found


def bytes_of(text):
    """Rounded to three digits, as the report has it."""
    number, unit = text.split()
    return round(float(number) * UNITS[unit])


def system_folders(compilers):
    """Where the compilers look for headers, in their own words."""
    found = set()
    for compiler, language in ((compilers.cc, "c"), (compilers.cxx, "c++")):
        said = subprocess.run(
            [*shlex.split(compiler), "-E", "-v", "-x", language, "/dev/null"],
            text=True, check=True, capture_output=True).stderr
        listed = re.search(r"#include <\.\.\.> search starts here:\n(.*?)"
                           r"^End of search list", said, re.S | re.M)[1]
        found |= {os.path.normpath(path) + "/" for path in listed.split()}
    return found


def kind_of(row, functions, listed, folders):
    file, line = row
    if file == "<unknown>":
        return "unknown"
    path = os.path.normpath(file)
    if any(path.startswith(folder) for folder in folders):
        return "header"
    # A line of several functions, as of a macro, is a wrapper's if one is.
    kinds = {listed.get(name) for name in functions}
    return next((kind for kind in ("wrapper", "debatable") if kind in kinds),
                "own")


def version(tree):
    """Of the source package, without what Debian adds."""
    first = (tree.path / "debian/changelog").open().readline()
    return re.search(r"\((?:\d+:)?([^-)]+)", first)[1]


def run_workload(tree, scale, order):
    report = tree.folder / f"report-{order}.txt"
    report.unlink(missing_ok=True)
    tree.work(scale, program.Measured(
        MEMTRACE_OUT=str(report), MEMTRACE_TOP="1000000",
        MEMTRACE_SORT=order))
    return Report(report)


def measure(one, given, tools):
    compilers = real.compilers_of(given)
    tree = program.Tree(one, compilers, given.build, given.jobs)
    tree.build(given.sources)
    found = {"version": version(tree), "blocks": 0, "order": {}}
    functions = Functions(tools, [tree.path / p for p in one.products])
    listed, folders = wrappers(one.name), system_folders(compilers)
    for order, field in ORDERS.items():
        report = run_workload(tree, given.scale, order)
        holders = functions.of(list(report.rows))
        rows = [{"file": file, "line": line, "bytes": bytes_of(size),
                 "blocks": count, "functions": holders[file, line],
                 "kind": kind_of((file, line), holders[file, line], listed,
                                 folders)}
                for (file, line), (size, count) in report.rows.items()]
        lost = [f"{row['file']}:{row['line']}" for row in rows
                if row["kind"] == "own" and not row["functions"]]
        if lost:
            print(f"{one.name}: no function is known for {', '.join(lost)}")
        total, blocks = report.fields[field]
        found["blocks"] = max(found["blocks"], blocks)
        found["order"][order] = {"bytes": total, "rows": rows}
    return found


def share(part, *kinds):
    """Percentage of the bytes that rows of these kinds have."""
    charged = sum(row["bytes"] for row in part["rows"]
                  if row["kind"] in kinds)
    return 100 * charged / part["bytes"] if part["bytes"] else 0


def say(name, found):
    for order, part in found["order"].items():
        print(f"{name}, {order}: " + ", ".join(
            f"{kind} {share(part, kind):.2f} %" for kind in KINDS)
            + f" of {part['bytes']} bytes", flush=True)


def show_rows(found, most):
    for order, part in found["order"].items():
        for row in part["rows"][:most]:
            print(f"  {order} {100 * row['bytes'] / part['bytes']:5.1f} % "
                  f"{row['file']}:{row['line']} "
                  f"{' '.join(row['functions'])} [{row['kind']}]")


def failures(name, found, given):
    for order, part in found["order"].items():
        charged = share(part, "unknown", "header", "wrapper")
        if charged >= given.less_than:
            yield (f"{name}, {order}: {charged:.2f} % of the bytes are not on "
                   f"a line of the program that asks for itself")
    if found["blocks"] < given.blocks:
        yield f"{name}: the workload made only {found['blocks']} blocks"


def save(path, name, found):
    """Adds what was found to what is known of the program."""
    saved = json.load(open(path)) if os.path.exists(path) else {}
    saved.setdefault(name, {}).update(found)
    with open(path, "w") as out:
        json.dump(saved, out, indent=1)


def main():
    parser = argparse.ArgumentParser()
    real.arguments_of_build(parser)
    parser.add_argument("--tools", help="folder of llvm-symbolizer and "
                        "llvm-dwarfdump; default: the compiler's own")
    parser.add_argument("--save", metavar="FILE.json")
    parser.add_argument("--rows", type=int, default=0,
                        help="print so many rows")
    parser.add_argument("--less-than", type=float, default=float("inf"),
                        help="fail unless all shares are, in percent")
    parser.add_argument("--blocks", type=int, default=1,
                        help="fail unless a workload makes so many")
    parser.add_argument("names", nargs="+", metavar="NAME")
    given = parser.parse_args()
    if not given.memtrace:
        parser.error("--memtrace is needed")
    tools = given.tools or os.path.dirname(subprocess.run(
        [real.compilers_of(given).cc, "-print-prog-name=llvm-symbolizer"],
        text=True, check=True, stdout=subprocess.PIPE).stdout.strip())
    wrong = []
    for one in real.programs_of(given):
        found = measure(one, given, tools)
        say(one.name, found)
        show_rows(found, given.rows)
        wrong += failures(one.name, found, given)
        if given.save:
            save(given.save, one.name, found)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
