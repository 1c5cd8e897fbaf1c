#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# run.py: generates programs, builds them with MemTrace at several levels and
# compares each line's bytes and blocks with the model's. docs/testing.md says
# how it is used.
import argparse
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from build import LEVELS, BuildError, Tools, build, report_of, stacks_of
from compare import (Frames, describe, describe_stacks, differences,
                     stack_differences)
from generate import generate
from machine import OPEN
from shapes import NAMES
from shrink import shrink

# Shapes that MemTrace is known not to get right, or not everywhere; why is
# said in docs/testing.md. They are left out unless asked for.
KNOWN_LIMITS = ["AfterForeignCatch", "OutAcross", "TailPlain", "TextAcross"]


# With stacks, in programs that have units with lines only: where control comes
# back to those otherwise than by a return, nobody puts the callers right
# (docs/stacks.md).
MIXED_LIMITS = ["Jump", "RunFiber", "Throw"]


class Failure(Exception):
    """The text says what is wrong."""


def check(tools, program, seed, level, folder, alter=False,
          alter_stacks=False):
    """Raises Failure if a line's bytes or blocks are wrong."""
    os.makedirs(folder, exist_ok=True)
    texts = dict(program.files())
    program.write(folder)
    machine = program.run()
    if alter and machine.rows:
        site = max(machine.rows, key=lambda site: machine.rows[site])
        machine.rows[site[0], site[1] + 1] = machine.rows.pop(site)
    sure = [stack for stack in machine.stacks if len(stack) > 1
            and stack[1] is not OPEN and stack[1] not in program.loose()]
    if alter_stacks and sure:
        stack = max(sure, key=lambda stack: (len(stack), str(stack)))
        machine.stacks[stack[:1] + stack[2:]] = machine.stacks.pop(stack)
    stacks = None
    try:
        binary, base, lines = build(tools, program, seed, level, folder)
        rows = report_of(binary).rows
        if tools.kinds == ["stacks"]:
            stacks = stacks_of(tools, binary)
    except BuildError as error:
        raise Failure(str(error))
    wrong = differences(machine, rows, base)
    if wrong:
        raise Failure("\n".join(describe(wrong, machine, texts)))
    wrong = stacks is not None and stack_differences(
        machine, stacks, Frames(program.loose(), texts, lines))
    if wrong:
        raise Failure("wrong stacks:\n" + "\n".join(describe_stacks(wrong)))


def names_in(known):
    """A type of argument: 'a,b', each of them known."""
    def names(text):
        given = text.split(",")
        for name in given:
            if name not in known:
                raise argparse.ArgumentTypeError(
                    f"no {name!r}, only {', '.join(known)}")
        return given
    return names


def numbers(text):
    """'1-3,7' -> [1, 2, 3, 7]"""
    result = []
    for part in text.split(",") if text else []:
        first, _, last = part.partition("-")
        result += range(int(first), int(last or first) + 1)
    return result


def levels_of(seed, options):
    """All that were named, or so many of them for each seed, in turn."""
    levels, count = options.levels, options.each or len(options.levels)
    return [levels[(seed * count + i) % len(levels)] for i in range(count)]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, help="where memtrace-cc is")
    parser.add_argument("--clang", required=True, help="the same, plain")
    parser.add_argument("--work", required=True, help="a folder to write to")
    parser.add_argument("--seeds", type=numbers, required=True,
                        help="such as 1-20,33")
    parser.add_argument("--levels", default=list(LEVELS), type=names_in(LEVELS),
                        help=f"some of {','.join(LEVELS)}; all")
    parser.add_argument("--each", type=int, metavar="N",
                        help="only N of the levels for each seed, in turn")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--with", default=[], metavar="SHAPES", dest="more",
                        type=names_in(NAMES),
                        help=f"of those that are left out, which are "
                             f"{', '.join(KNOWN_LIMITS)}")
    parser.add_argument("--without", default=[], metavar="SHAPES",
                        type=names_in(NAMES),
                        help=f"some of {', '.join(NAMES)}")
    parser.add_argument("--keep", type=numbers, metavar="NUMBERS",
                        help="only these statements, as --shrink prints them")
    parser.add_argument("--shrink", action="store_true",
                        help="find a smaller program that fails too")
    parser.add_argument("--alter-model", action="store_true",
                        help="move one line of the model: must be reported")
    parser.add_argument("--stacks", action="store_true",
                        help="build with stacks, and compare those as well")
    parser.add_argument("--alter-stacks", action="store_true",
                        help="take a caller from the model: must be reported")
    options = parser.parse_args()
    options.left_out = [name for name in NAMES if name in options.without or
                        name in KNOWN_LIMITS and name not in options.more]
    return options


def program_of(options, seed, level, keep=None):
    more = MIXED_LIMITS if options.stacks and level == "mixed" else []
    program = generate(seed, options.left_out + more)
    if keep is not None:
        program.keep_only(keep)
    return program


def again(options, seed, level, keep):
    command = (f"{os.path.abspath(__file__)} --bin {options.bin} "
               f"--clang {options.clang} --work {options.work} "
               f"--seeds {seed} --levels {level}")
    for option, names in (("--with", options.more),
                          ("--without", options.without)):
        if names:
            command += f" {option} " + ",".join(names)
    for name in ("alter_model", "stacks", "alter_stacks"):
        if getattr(options, name):
            command += " --" + name.replace("_", "-")
    if keep is not None:
        command += " --keep " + ",".join(map(str, sorted(keep)))
    return command


def one_seed(options, tools, seed):
    """What failed, as text."""
    found = []
    for level in levels_of(seed, options):
        folder = os.path.join(options.work, f"seed{seed}")

        def failure_with(keep):
            try:
                check(tools, program_of(options, seed, level, keep), seed, level,
                      folder, options.alter_model, options.alter_stacks)
            except Failure as failure:
                return str(failure)
            return None

        keep = options.keep
        text = failure_with(keep)
        if text and options.shrink:
            keep, text = shrink(program_of(options, seed, level, keep), failure_with,
                                text)
            failure_with(keep)
        if text:
            found.append(f"seed {seed}, level {level}: wrong lines\n{text}\n"
                         f"  files: {folder}\n"
                         f"  again: {again(options, seed, level, keep)}\n")
    return found


def main():
    options = arguments()
    options.work = os.path.abspath(options.work)
    tools = Tools(options.bin, options.clang, options.work, options.stacks)
    tools.make_plain()
    with ThreadPoolExecutor(options.jobs) as pool:
        failed = 0
        for found in pool.map(lambda seed: one_seed(options, tools, seed),
                              options.seeds):
            failed += bool(found)
            for text in found:
                print(text, flush=True)
    print(f"{len(options.seeds)} programs, {failed} failed")
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
