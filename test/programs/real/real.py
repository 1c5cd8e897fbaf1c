#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# real.py: fetches real programs from Debian's source packages, builds them
# with any compilers, runs their own test suites and a workload.
#
#   real.py fetch|build|test|work|run NAME... (or all)
#
# `run` is fetch, build and test. Variables MEMTRACE_... of the environment
# reach the test suite and the workload, never the build:
#
#   MEMTRACE_OUT=/reports/%e.%p.txt real.py --memtrace build/llvm-19/bin run all
import argparse
import os
import pathlib
import time

import program


def arguments_of_build(parser):
    parser.add_argument("--memtrace", metavar="BIN",
                        help="build with memtrace-cc and memtrace-c++ of "
                        "this folder, and --profile-memory={given.profile}")
    parser.add_argument("--profile", choices=["lines", "stacks"],
                        default="lines", help="what it is to keep")
    parser.add_argument("--cc", default="cc")
    parser.add_argument("--cxx", default="c++")
    parser.add_argument("--flags", default="-O2 -g",
                        help="of both compilers; default: -O2 -g")
    parser.add_argument("--sources", default=str(program.ROOT
                                                 / "build/sources"),
                        help="where sources are kept once fetched")
    parser.add_argument("--build", default=str(program.ROOT / "build/real"),
                        help="folder to build and work in")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--scale", type=int, default=100,
                        help="percentage of the workload's size")
    parser.add_argument("--no-install", action="store_true",
                        help="what the programs need is there")


def compilers_of(given):
    if not given.memtrace:
        return program.Compilers(given.cc, given.cxx, given.flags)
    folder = pathlib.Path(given.memtrace).resolve()
    profile = f"--profile-memory={given.profile}"
    return program.Compilers(
        str(folder / "memtrace-cc"), str(folder / "memtrace-c++"),
        f"{given.flags} {profile}", profile)


def programs_of(given):
    names = program.NAMES if "all" in given.names else given.names
    unknown = set(names) - set(program.NAMES)
    if unknown:
        raise SystemExit(f"real.py: no such program: {', '.join(unknown)}; "
                         f"there are: {' '.join(program.NAMES)}")
    chosen = [program.load(name) for name in names]
    if not given.no_install:
        program.install(sorted({p for one in chosen for p in one.needs}))
    return chosen


def main():
    parser = argparse.ArgumentParser()
    arguments_of_build(parser)
    parser.add_argument("action", choices=["fetch", "build", "test", "work",
                                           "run"])
    parser.add_argument("names", nargs="+", metavar="NAME")
    given = parser.parse_args()
    program.listen_to_signals()
    settings = {key: value for key, value in os.environ.items()
                if key.startswith("MEMTRACE_")}
    for one in programs_of(given):
        begin = time.monotonic()
        if given.action == "fetch":
            program.fetch(one, given.sources)
        else:
            tree = program.Tree(one, compilers_of(given), given.build,
                                given.jobs)
            tree.build(given.sources)
            if given.action in ("test", "run"):
                (tree.folder / "test.log").unlink(missing_ok=True)
                one.test(tree, settings)
            elif given.action == "work":
                tree.work(given.scale, program.Measured(**settings))
        print(f"{one.name}: {given.action} done in "
              f"{time.monotonic() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main()
