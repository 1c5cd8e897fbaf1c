# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# growth_curves.py: what is varied and measured for each curve. growth_texts.py
# explains them, growth_plot.py draws them.
import dataclasses
import pathlib
import re

import ways
from growth_bench import Case
from growth_sites import Sites


def uncached(way, name):
    """So that it is the counting whose growth shows."""
    return dataclasses.replace(way, name=name)


LINES = uncached(ways.lines(cache=False), "lines")
STACKS = uncached(ways.stacks(8, cache=False), "stacks 8")


@dataclasses.dataclass
class Curve:
    name: str
    title: str
    measure: object  # takes a Bench, gives points

    @property
    def picture(self):
        return f"{self.name}.svg"


def points_of(x, found, **more):
    """One for each way."""
    return [{"x": x, "way": way, **more, **point}
            for way, point in found.items()]


def add_instructions(points, added):
    for point in points:
        if point["way"] in added:
            point["instructions"] = added[point["way"]]


def threads(bench):
    """The same work by 1 to 64 threads, as pairs and as growth."""
    counts = [1, 2, 8] if bench.quick else [1, 2, 4, 8, 16, 32, 64]
    # A multiple of all counts of threads; and what callgrind can do.
    amounts = {"pairs": 16_000_000, "grow": 2_000_000}
    short, long = 64 * 200, 64 * 1200
    bench.build(Case("growth_threads"))
    points = []
    for kind, amount in amounts.items():
        for count in counts:
            def case(events):
                return Case("growth_threads", count, kind, events,
                            threads=count)
            now = points_of(
                count, bench.ratios(case(bench.amount(amount)),
                                    [LINES, STACKS], rounds=5, seconds=4),
                kind=kind)
            add_instructions(now, bench.added(case(short), case(long),
                                              long - short, [LINES]))
            points += now
    return points


def sites(bench):
    """Pairs at lines that are chosen at random among more and more."""
    counts = [10, 100, 1000, 10_000] if bench.quick else [
        10, 100, 1000, 10_000, 100_000]
    pairs = bench.amount(3_000_000)
    points = []
    for count in counts:
        case = Sites(count, "each", pairs)
        bench.build(case)
        now = points_of(count, bench.ratios(
            case, [LINES, STACKS], rounds=5, seconds=6,
            parts=("cpu", "each", "random")))
        # Of a run that hardly does anything.
        start = bench.ratios(Sites(count, "none", 1), [LINES, STACKS],
                             rounds=9, seconds=2)
        for point in now:
            point["start"] = start[point["way"]]["cpu"]["more"]
        points += now
    return points


def memory_available():
    text = pathlib.Path("/proc/meminfo").read_text()
    return 1024 * int(re.search(r"^MemAvailable:\s+(\d+)", text, re.M)[1])


# Of a block of growth_live.c, at most, with its pointer and its tag.
BYTES_A_BLOCK = 64


def live(bench):
    """Small blocks, of which so many are live while random ones are
    replaced."""
    counts = [10 ** power for power in
              (range(3, 6) if bench.quick else range(3, 9))]
    room = memory_available() * .9
    replacements = bench.amount(3_000_000)
    bench.build(Case("growth_live"))
    points = []
    for count in counts:
        if count * BYTES_A_BLOCK > room:
            break
        is_large = count > 10 ** 7
        found = bench.ratios(
            Case("growth_live", count, replacements),
            [LINES] if is_large else [LINES, STACKS],
            rounds=1 if is_large else 5, seconds=10,
            parts=("cpu", "fill", "replace"), warm=not is_large)
        points += points_of(count, found)
    return points


FRAMES = [uncached(ways.stacks(frames, cache=False), f"stacks {frames}")
          for frames in (1, 8, 32, 128)]


def depth(bench):
    """Pairs below more and more calls, with stacks of 1 to 128 frames."""
    depths = [1, 8, 128] if bench.quick else [1, 2, 4, 8, 16, 32, 64, 128]
    counted = {1, 128} if bench.quick else {1, 8, 32, 128}
    asked = [LINES, *FRAMES]
    bench.build(Case("growth_depth"))
    points = []
    for levels in depths:
        # Some 0.15 s in the plain build.
        descents = bench.amount(75_000_000 // (levels + 80))
        now = points_of(levels, bench.ratios(
            Case("growth_depth", levels, descents, 8), asked, rounds=5,
            seconds=7))

        def case(pairs, descents=500):
            return Case("growth_depth", levels, descents, pairs)
        if levels in counted:
            add_instructions(now, bench.added(
                case(8), case(108), 500 * 100, asked))
        if levels == depths[-1]:
            calls = bench.added(case(0), case(0, 2500), 2000 * levels,
                                [LINES, STACKS])
            for point in now:
                point["call"] = calls.get(point["way"])
        points += now
    return points


CURVES = [
    Curve("threads", "Threads", threads),
    Curve("sites", "Lines that allocate", sites),
    Curve("live", "Live blocks", live),
    Curve("depth", "Depth of the stack", depth),
]
