#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# overhead.py: what MemTrace costs, and what its rivals cost on the same work.
# run.sh installs and builds MemTrace first; options are described there.
import argparse
import os
import pathlib
import statistics
import sys
import time

import builds
import figures
import machine
import measure
import real_programs
import sizes
import table
import ways
from program import ROOT, install

try:
    import small
except ModuleNotFoundError:
    small = None

PACKAGES = ["python3-matplotlib", "util-linux", "binutils"]
PARTS = ["runs", "compile", "fixed", "blocks"]


class Settings:
    def __init__(self, given):
        quick = given.quick
        self.rounds = given.rounds or (3 if quick else 5)
        self.scale = given.scale or (20 if quick else 100)
        # Of what runs a part of the work: which part of the seconds in
        # ways.py, and how long all rounds may take.
        self.part = min(1, self.scale / 100)
        self.slow_seconds = 2 if quick else 5
        self.fast_seconds = 15 if quick else 120
        self.compilations = 1 if quick else 3

    def told(self):
        return {"work": f"{self.scale} % of the normal size "
                        f"(`--scale {self.scale}`)",
                "rounds": f"{self.rounds} at most "
                          f"(`--rounds {self.rounds}`)"}


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--memtrace", metavar="BIN", required=True)
    parser.add_argument("--only", metavar="NAME,...")
    parser.add_argument("--ways", metavar="WAY,...")
    parser.add_argument("--parts", metavar="PART,...", default=",".join(PARTS))
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--scale", type=int)
    parser.add_argument("--save", metavar="FILE.json", required=True)
    parser.add_argument("--work", default=str(ROOT / "build/bench"))
    parser.add_argument("--sources", default=str(ROOT / "build/sources"))
    parser.add_argument("--no-install", action="store_true")
    return parser.parse_args()


def chosen(names):
    everything = [*(small.WORKLOADS if small else []),
                  *real_programs.WORKLOADS]
    if not names:
        return everything
    known = {one.name for one in everything}
    unknown = set(names.split(",")) - known
    if unknown:
        raise SystemExit(f"no such workload: {', '.join(sorted(unknown))}; "
                         f"there are: {', '.join(sorted(known))}")
    return [one for one in everything if one.name in names.split(",")]


def describe(workload):
    return {"about": workload.about, "threads": workload.threads,
            "language": workload.language, "is_heavy": workload.is_heavy,
            "is_real": isinstance(workload, real_programs.Real)}


def scale_for(seconds, plain, scale):
    """The part of the work that takes the plain build so long."""
    return max(1, min(scale, round(scale * seconds / plain)))


def measure_one(workload, folders, asked, place, settings, starts):
    """By way: the rounds, or why there are none."""
    def turns(scale):
        return measure.Turns(place, workload, folders, scale, starts)
    # What it needs to read is read before anything is measured.
    first = turns(settings.scale)
    first.plain()
    plain = statistics.median(first.plain()["cpu"] for _ in range(3))
    fast = [way for way in asked if not way.seconds]
    found = {}
    if fast:
        found |= first.rounds(fast, settings.rounds, settings.fast_seconds)
    for way in asked:
        if way.seconds:
            scale = scale_for(way.seconds * settings.part, plain,
                              settings.scale)
            found |= turns(scale).rounds([way], settings.rounds,
                                         settings.slow_seconds)
    return {way.name: found[way.name] for way in asked}


def measure_all(workloads, folders, asked, place, settings, results, starts):
    for workload in workloads:
        begin = time.monotonic()
        found = measure_one(workload, folders[workload.name], asked, place,
                            settings, starts)
        results.merge({"workloads": {workload.name: describe(workload)},
                       "runs": {workload.name: found}})
        results.save()
        table.print_rows(results, workload.name, found)
        print(f"{workload.name}: {time.monotonic() - begin:.0f} s",
              file=sys.stderr, flush=True)


def main():
    given = arguments()
    # Nothing of the caller's MemTrace has a part in it.
    for name in [name for name in os.environ if name.startswith("MEMTRACE_")]:
        del os.environ[name]
    settings, parts = Settings(given), given.parts.split(",")
    if set(parts) - set(PARTS):
        raise SystemExit(f"the parts are: {', '.join(PARTS)}")
    memtrace = pathlib.Path(given.memtrace).resolve()
    work = pathlib.Path(given.work).resolve()
    real_programs.Real.sources = pathlib.Path(given.sources).resolve()
    workloads = chosen(given.only)
    asked = (ways.chosen(given.ways.split(",")) if given.ways else ways.WAYS)
    compilers = builds.compilers_of(memtrace)
    clang = compilers["plain"].cc
    if not given.no_install:
        install(sorted({
            *PACKAGES, f"libclang-rt-{builds.version_of(clang)}-dev",
            *(package for way in asked for package in way.packages),
            *(package for one in workloads for package in one.needs),
            *sizes.PACKAGES}))

    where = machine.describe(clang, memtrace / "memtrace")
    if "runs" in parts:
        where["machine"] |= settings.told()
    results = figures.Results(given.save)
    results.refuse_others(where)
    results.merge(where)

    place = measure.Place.make(work, memtrace / "memtrace", clang)
    wanted = dict.fromkeys(["plain", *(way.build for way in asked)])
    folders = {one.name: builds.build_all(one, compilers, wanted, work)
               for one in workloads}
    if "runs" in parts:
        slow = [way for way in asked if way.seconds]
        starts = sizes.fixed_cost(slow, compilers, place, settings.rounds)
        measure_all(workloads, folders, asked, place, settings, results,
                    starts)
    if "compile" in parts:
        results.merge({"compile": sizes.compile_cost(
            workloads, folders, compilers, place, settings.compilations)})
    if "fixed" in parts:
        results.merge({"fixed": sizes.fixed_cost(
            asked, compilers, place, settings.rounds)})
    if "blocks" in parts:
        results.merge({"blocks": sizes.block_cost(
            compilers, place, settings.scale)})
    results.save()
    table.print_means(results)


if __name__ == "__main__":
    main()
