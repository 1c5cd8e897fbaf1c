#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# cost.py: what lines and stacks cost real programs, off and on, beside
# heaptrack on the same work: instructions, counted by callgrind, and CPU time,
# the median over rounds in which all take turns. Prints a page's tables.
#
#   cost.py --memtrace BIN --frames 8 --rounds 7 --scale 20 NAME...
import argparse
import copy
import os
import re
import resource
import statistics

import instructions
import program
import real

COUNTED = ["lines off", "lines", "stacks off", "stacks"]
TIMED = [*COUNTED, "heaptrack"]
# In callgrind's output names stand once, with the number that they have then.
NAME = re.compile(r"^(c?)(ob|fl|fi|fe)=\((\d+)\)(?: (.*))?$")


def shares(path):
    """Instructions by where they are: in the search for contexts, in the rest
    of the runtime, elsewhere."""
    names, where = {}, {}
    found = {"contexts": 0, "counting": 0, "program": 0}
    skip = False
    for line in open(path, errors="replace"):
        name = NAME.match(line)
        if name:
            called, kind, number, text = name.groups()
            kind = "object" if kind == "ob" else "file"
            if text is not None:
                names[kind, number] = text.strip()
            if not called:
                where[kind] = names[kind, number]
        elif line.startswith("calls="):
            skip = True # the next line has what the callee costs
        elif line[:1] in "0123456789+-*" and line.strip():
            if not skip:
                found[part_of(where)] += int(line.split()[1])
            skip = False
    return found


def part_of(where):
    if "libmemtrace" not in where.get("object", ""):
        return "program"
    file = os.path.basename(where.get("file", ""))
    return "contexts" if file.startswith("contexts.") else "counting"


def built(one, given):
    trees = {}
    for profile in ("lines", "stacks"):
        asked = copy.copy(given)
        asked.profile = profile
        compilers = real.compilers_of(asked)
        trees[profile] = program.Tree(one, compilers, given.build, given.jobs)
        plain = instructions.plain_compilers(compilers, given.flags)
    trees["plain"] = program.Tree(one, plain, given.build, given.jobs)
    for tree in trees.values():
        tree.build(given.sources)
    return trees


def settings_of(way, given, folder):
    if way in ("plain", "heaptrack") or way.endswith("off"):
        return {}
    return {"MEMTRACE_OUT": str(folder / f"{way}.memtrace"),
            "MEMTRACE_FRAMES": str(given.frames)}


def run(trees, way, given, prefix):
    name = "plain" if way == "heaptrack" else way.split()[0]
    tree = trees[name]
    for old in tree.folder.glob("*.memtrace*"):
        old.unlink()
    tree.work(given.scale, program.Measured(
        prefix, **settings_of(way, given, tree.folder)))
    return tree


def count(trees, way, given):
    folder = trees["plain"].folder
    out = folder / "callgrind.out"
    tree = run(trees, way, given, [
        "valgrind", "--tool=callgrind", f"--callgrind-out-file={out}",
        f"--log-file={folder / 'callgrind.log'}"])
    if way in ("lines", "stacks") and not list(tree.folder.glob("*.memtrace")):
        raise SystemExit(f"{tree.folder}: nothing was traced under callgrind")
    return shares(out)


def cpu(trees, way, given):
    prefix = []
    if way == "heaptrack":
        out = trees["plain"].folder / "heaptrack"
        prefix = ["heaptrack", "--raw", "-o", str(out)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(trees, way, given, prefix)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime
            - before.ru_utime - before.ru_stime)


def times(trees, given):
    ratios = {way: [] for way in TIMED}
    for _ in range(given.rounds):
        for way in TIMED: # against a plain run next to it
            plain = cpu(trees, "plain", given)
            ratios[way].append(cpu(trees, way, given) / plain)
    return {way: statistics.median(found) for way, found in ratios.items()}


def row(*cells):
    print("|", " | ".join(cells), "|", flush=True)


def main():
    parser = argparse.ArgumentParser()
    real.arguments_of_build(parser)
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--count-scale", type=int,
                        help="that of the work under callgrind")
    parser.add_argument("names", nargs="+", metavar="NAME")
    given = parser.parse_args()
    given.flags += instructions.READABLE
    if not given.no_install:
        program.install(["heaptrack", "valgrind"])
    programs = real.programs_of(given)
    trees = {one.name: built(one, given) for one in programs}

    counting = copy.copy(given)
    counting.scale = given.count_scale or given.scale
    row("instructions", *COUNTED, "of stacks: frames", "contexts", "counting")
    row(*["---"] * 8)
    for one in programs:
        found = {way: count(trees[one.name], way, counting)
                 for way in ["plain", *COUNTED]}
        plain = sum(found["plain"].values())
        added = {way: sum(found[way].values()) / plain - 1 for way in COUNTED}
        on = found["stacks"]
        row(one.name, *(f"{100 * added[way]:+.1f} %" for way in COUNTED),
            f"{100 * added['stacks off']:.1f} %",
            f"{100 * on['contexts'] / plain:.1f} %",
            f"{100 * on['counting'] / plain:.1f} %")
    print()
    row("CPU", *TIMED)
    row(*["---"] * 6)
    for one in programs:
        found = times(trees[one.name], given)
        row(one.name, *(f"{found[way]:.2f}" for way in TIMED))


if __name__ == "__main__":
    main()
