#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# stacks.py: builds programs with stacks, runs their workloads with MemTrace and
# the same build under valgrind's DHAT, and compares the stacks of all blocks,
# innermost first, over the program's own frames.
#
#   stacks.py --memtrace BIN [--flags F] NAME... (or all, or small)
#   stacks.py --memtrace BIN --at-least 99 small lua
#
# `small` are programs of ../Inputs. A block's stacks are equal if functions,
# files and lines are, but for functions that hand memory on to their callers
# and are no frames of MemTrace's stacks: those are left out, wherever the ledger
# names them or the list in wrappers/ does. What differs is sorted by what it is
# that differs, for docs/stacks.md.
import argparse
import collections
import os
import pathlib
import subprocess
import sys

import attribution
import dhat
import program
import real

INPUTS = program.HERE.parent / "Inputs"
sys.path.insert(0, str(INPUTS))
from ledgers import Memtrace  # noqa: E402
from stack_rows import Stacks, frames_of  # noqa: E402

FRAMES = 128
# What DHAT's unwinder and valgrind's reader of debug information need: and no
# calls that the code generator makes one of, at line 0.
FLAGS = ("-O1 -gdwarf-4 -fno-omit-frame-pointer "
         "-fno-optimize-sibling-calls -mllvm -enable-tail-merge=false")
# Name, sources, arguments.
SMALL = [
    ("calls", ["stacks_shapes.c"], ["calls"]),
    ("deep", ["stacks_shapes.c"], ["deep", "100"]),
    ("threads", ["stacks_shapes.c"], ["threads"]),
    ("exceptions", ["stacks_catch.cpp"], []),
    ("workout", ["workout.c"], []),
    ("containers", ["containers.cpp"], []),
]
PLAIN = {"stacks_shapes.c": "stacks_plain.c",
         "stacks_catch.cpp": "stacks_catch.cpp"}


class Small(program.Program):
    """A program of the tests."""
    needs = []

    def __init__(self, name, sources, arguments):
        self.name, self.sources, self.arguments = name, sources, arguments

    def build(self, tree):
        c = tree.compilers
        for source in self.sources:
            compiler = c.cxx if source.endswith("pp") else c.cc
            rest = []
            if source in PLAIN:
                plain = "clang++" if source.endswith("pp") else "clang"
                tree.run(os.path.join(tree.tools, plain), "-O1", "-DPLAIN",
                         "-fexceptions", "-c", INPUTS / PLAIN[source], "-o",
                         "plain.o")
                rest = ["plain.o"]
            standard = ["-std=c++17"] if compiler is c.cxx else []
            tree.run(compiler, *standard, *c.flags.split(), "-pthread",
                     INPUTS / source, *rest, "-o", self.name)

    def work(self, tree, folder, scale, measured):
        kinds = {"cwd": folder, "stdout": subprocess.DEVNULL}
        process = measured.start(tree.path / self.name, *self.arguments,
                                 **kinds)
        if process.wait() < 0:
            sys.exit(f"{self.name}: killed")


class SmallTree(program.Tree):
    def __init__(self, one, compilers, work, jobs, tools):
        super().__init__(one, compilers, work, jobs)
        self.tools = tools

    def build(self, sources):
        self.path.mkdir(parents=True, exist_ok=True)
        self.program.build(self)


def settings(library, out):
    """Both runs have the same variables, of the same lengths: programs copy
    them."""
    return {"MEMTRACE_FRAMES": str(FRAMES), "MEMTRACE_OUT": out,
            "LD_PRELOAD": library}


class Ours:
    """What a ledger says, in the words of dhat.py."""

    def __init__(self, tool, path):
        self.ledger = Memtrace(tool).read(path)
        self.through, self.below = set(), set()
        stacks = Stacks(self.ledger)
        for site in self.ledger["sites"]:
            above = len(frames_of(site))
            kept = len(site["frames"]) - above
            for frame in site["frames"][:max(kept, 0)]:
                self.below.add(dhat.last_name(frame["function"] or ""))
        self.rows = []
        for (size, blocks), entries in stacks.rows():
            frames = []
            for entry in entries:
                if isinstance(entry, dict):
                    frames.append((dhat.last_name(entry["function"] or ""),
                                   os.path.basename(entry["file"] or ""),
                                   entry["line"]))
                elif entry[0] == "through":
                    self.through.add(dhat.last_name(demangled(entry[1])))
            self.rows.append((tuple(frames), blocks, size))
        self.own = {(dhat.last_name(frames[0]["function"] or ""),
                     os.path.basename(frames[0]["file"] or ""),
                     frames[0]["line"])
                    for frames in map(frames_of, self.ledger["sites"])
                    if frames}


def demangled(name, known={}):
    if name.startswith("_Z") and name not in known:
        known[name] = subprocess.run(
            ["c++filt", name], text=True, check=True,
            stdout=subprocess.PIPE).stdout.strip()
    return known.get(name, name)


def without_wrappers(rows, wrappers, own):
    """A wrapper's own lines, at which it isn't one, stay."""
    return [(tuple(frame for frame in stack
                   if frame in own or frame[0] not in wrappers), blocks, size)
            for stack, blocks, size in rows]


def totals(rows):
    found = collections.Counter()
    for stack, blocks, _ in rows:
        found[stack] += blocks
    return found


def kind_of(want, got):
    """In what a stack differs from the one that is most like it."""
    if [f[:2] for f in want] == [f[:2] for f in got]:
        return "line"
    if any(not line for _, _, line in want):
        return "calls that the code generator has merged, line 0"
    if not got or not want:
        return "nothing to compare"
    if set(want) < set(got):
        return "DHAT lacks " + ", ".join(sorted(
            {f[0] for f in got if f not in want}))
    if set(got) < set(want):
        return "MemTrace lacks " + ", ".join(sorted(
            {f[0] for f in want if f not in got}))
    return "other"


def likeness(a, b):
    """Frames that both have at their ends."""
    def same(x, y):
        return next((i for i, (p, q) in enumerate(zip(x, y)) if p != q),
                    min(len(x), len(y)))
    return same(a, b) + same(a[::-1], b[::-1])


class Comparison:
    def __init__(self, ours, theirs, listed):
        wrappers = ours.through | ours.below | listed
        self.want, self.got = (
            totals(without_wrappers(rows, wrappers, ours.own))
            for rows in (theirs, ours.rows))
        self.blocks = sum(self.want.values())
        self.equal = sum((self.want & self.got).values())
        self.stacks = len(self.want)

    def differences(self):
        """kind -> blocks, and examples: (blocks, DHAT's, ours)"""
        kinds = collections.defaultdict(lambda: [0, []])
        left = list((self.got - self.want).items())
        for stack, blocks in (self.want - self.got).most_common(400):
            best = max(left, key=lambda other: likeness(stack, other[0]),
                       default=((), 0))[0]
            kind = kinds[kind_of(stack, best)]
            kind[0] += blocks
            kind[1].append((blocks, stack, best))
        return sorted(kinds.items(), key=lambda item: -item[1][0])


def in_words(stack):
    return " < ".join(f"{f}({file}:{line})" for f, file, line in stack)


def measure(one, tree, given, library):
    tree.build(given.sources)
    out, ledger = (tree.folder / name for name in ("dhat.json", "on.memtrace"))
    for path in (out, ledger):
        path.unlink(missing_ok=True)
    tree.work(given.scale, program.Measured(**settings(library[0], ledger)))
    tree.work(given.scale, program.Measured(
        dhat.command(out), **{**settings(library[1], ""),
                              "MEMTRACE_OUT": ""}))
    ours = Ours(given.memtrace, ledger)
    theirs = dhat.read(out, lambda text: "libmemtrace" in text
                       or "memtrace_" in text
                       or str(program.ROOT / "runtime") in text)
    listed = set() if isinstance(one, Small) else set(
        attribution.wrappers(one.name))
    return Comparison(ours, theirs, listed)


def compilers_of(given):
    folder = pathlib.Path(given.memtrace).resolve()
    return program.Compilers(
        str(folder / "memtrace-cc"), str(folder / "memtrace-c++"),
        given.flags + " --profile-memory=stacks", "--profile-memory=stacks")


def trees_of(given):
    compilers = compilers_of(given)
    if "small" in given.names:
        given.names.remove("small")
        for row in SMALL:
            one = Small(*row)
            yield one, SmallTree(one, compilers, given.build, given.jobs,
                                 given.tools)
    if given.names:
        for one in real.programs_of(given):
            yield one, program.Tree(one, compilers, given.build, given.jobs)


def main():
    parser = argparse.ArgumentParser()
    real.arguments_of_build(parser)
    parser.set_defaults(flags=FLAGS)
    parser.add_argument("--tools", default="/usr/lib/llvm-19/bin",
                        help="where clang is")
    parser.add_argument("--at-least", type=float, default=0, metavar="PERCENT",
                        help="fail if fewer blocks have the same stack")
    parser.add_argument("--examples", type=int, default=3, metavar="N",
                        help="of each kind of difference that are shown")
    parser.add_argument("names", nargs="+", metavar="NAME")
    given = parser.parse_args()
    if not given.memtrace:
        parser.error("--memtrace is needed")
    os.makedirs(given.build, exist_ok=True)
    # sqlite3 uses all that malloc_usable_size says, which valgrind knows
    # nothing about.
    os.environ["ac_cv_func_malloc_usable_size"] = "no"
    cc = os.path.join(given.tools, "clang")
    library = "", dhat.make_realloc(cc, os.path.abspath(given.build))
    few = []
    print("| program | blocks | stacks | same stack |\n|---|---|---|---|")
    for one, tree in trees_of(given):
        found = measure(one, tree, given, library)
        share = 100 * found.equal / max(found.blocks, 1)
        print(f"| {one.name} | {found.blocks} | {found.stacks} | "
              f"{share:.2f} % |", flush=True)
        for kind, (blocks, examples) in found.differences():
            print(f"  {blocks} blocks: {kind}", file=sys.stderr)
            for count, want, got in examples[:given.examples]:
                print(f"    {count}: DHAT {in_words(want)}\n"
                      f"    MemTrace {in_words(got)}", file=sys.stderr)
        if not found.blocks or share < given.at_least:
            few.append(one.name)
    if few:
        sys.exit("too few blocks have the same stack: " + ", ".join(few))


if __name__ == "__main__":
    main()
