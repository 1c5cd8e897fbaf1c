#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# growth.py: how the cost grows with threads, lines that allocate, live blocks
# and the depth of the stack: measures, draws a picture of each, and saves the
# points with a paragraph that explains them, for docs/overhead.md.
#
#   growth.py --memtrace BIN [--quick] [--only NAME,...] [--save FILE.json]
#     [--pictures FOLDER]
import argparse
import os
import pathlib
import sys
import time

import builds
import figures
import growth_plot
import growth_texts
import machine
import measure
from growth_bench import Bench
from growth_curves import CURVES
from program import ROOT, install

PACKAGES = ["python3-matplotlib", "util-linux", "valgrind"]


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--memtrace", metavar="BIN", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", metavar="NAME,...",
                        default=",".join(curve.name for curve in CURVES))
    parser.add_argument("--save", metavar="FILE.json")
    parser.add_argument("--pictures", metavar="FOLDER",
                        default=str(ROOT / "docs/overhead"))
    parser.add_argument("--work", default=str(ROOT / "build/bench"))
    parser.add_argument("--no-install", action="store_true")
    given = parser.parse_args()
    unknown = set(given.only.split(",")) - {curve.name for curve in CURVES}
    if unknown:
        parser.error(f"no such curve: {', '.join(sorted(unknown))}")
    return given


def prepare(given, memtrace, compilers):
    # Threads share two processors, however many there are.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-2:])
    place = measure.Place.make(
        pathlib.Path(given.work).resolve() / "growth",
        memtrace / "memtrace", compilers["plain"].cc)
    return Bench(place, compilers, given.quick)


def merged(old, new):
    """The curves in their order; those that were measured again are new."""
    known = {one["name"]: one for one in [*old, *new]}
    return [known[curve.name] for curve in CURVES if curve.name in known]


def main():
    given = arguments()
    if not given.no_install:
        install(PACKAGES)
    # Nothing of the caller's MemTrace has a part in it.
    for name in [name for name in os.environ if name.startswith("MEMTRACE_")]:
        del os.environ[name]
    memtrace = pathlib.Path(given.memtrace).resolve()
    compilers = builds.compilers_of(memtrace)
    if given.save:
        where = machine.describe(compilers["plain"].cc, memtrace / "memtrace")
        results = figures.Results(given.save)
        results.refuse_others(where)
        results.merge(where)
    bench = prepare(given, memtrace, compilers)
    pictures = pathlib.Path(given.pictures)
    pictures.mkdir(parents=True, exist_ok=True)
    for curve in CURVES:
        if curve.name not in given.only.split(","):
            continue
        begin = time.monotonic()
        points = curve.measure(bench)
        growth_plot.draw(curve, points, pictures / curve.picture)
        text = growth_texts.TEXTS[curve.name](points)
        print(f"{curve.title}\n{text}\n", flush=True)
        print(f"{curve.name}: {time.monotonic() - begin:.0f} s",
              file=sys.stderr, flush=True)
        if given.save:
            results.merge({"growth": merged(
                results.saved.get("growth", []),
                [{"name": curve.name, "title": curve.title,
                  "picture": f"{pictures.name}/{curve.picture}",
                  "points": points, "text": text}])})
            results.save()


if __name__ == "__main__":
    main()
