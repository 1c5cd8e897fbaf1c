# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# figures.py: what was measured, as it is saved, and the figures in it.
#
#   figures.py INTO.json FROM.json    adds what was saved apart
import json
import math
import pathlib
import statistics
import sys

MEASURES = ["cpu", "wall", "rss"]


def quartiles(values):
    """The median between them."""
    if len(values) == 1:
        return values * 3
    return statistics.quantiles(values, n=4, method="inclusive")


def geometric_mean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


def by_line(value, depth):
    """JSON with a line for each value that is so deep, so that a part that is
    measured again changes the lines of that part."""
    if not depth or not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    lines = (f"{json.dumps(name)}: {by_line(one, depth - 1)}"
             for name, one in value.items())
    return "{\n" + ",\n".join(lines) + "\n}"


def ratio(one, measure):
    """Of a round. Where a part of the work was done, the tool's start doesn't
    count, which would be a smaller share of all of it: the CPU that it takes,
    of the wall as well, as the time that others take then says nothing."""
    plain, start = one["plain"][measure], one.get("start")
    if not start or measure == "rss":
        return one[measure] / plain
    return max(one[measure] - start["cpu"], plain / 100) / plain


class Results:
    """`saved` has these parts, each of which may be missing: machine,
    versions, workloads (name: about, is_heavy, is_real, threads),
    runs (workload: way: a list of rounds, or why there are none), compile,
    fixed, blocks, instructions, growth."""

    def __init__(self, *paths):
        self.path, self.saved = pathlib.Path(paths[-1]), {}
        for path in paths:
            if pathlib.Path(path).exists():
                self.merge(json.loads(pathlib.Path(path).read_text()))

    def merge(self, found):
        """The later one has the last word, way by way."""
        for part, value in found.items():
            mine = self.saved.setdefault(part, value)
            if part == "runs":
                for workload, ways in value.items():
                    mine.setdefault(workload, {}).update(ways)
            elif isinstance(value, dict):
                mine.update(value)
            else:
                self.saved[part] = value

    def refuse_others(self, where):
        """What was measured elsewhere or of other work can't be compared."""
        for part in where:
            for name, kept in self.part(part).items():
                mine = where[part].get(name, kept)
                if mine != kept and name != "rounds":
                    raise SystemExit(
                        f"{self.path} has figures of {name}: {kept}; these "
                        f"are of {mine}. Take another file by --save, or "
                        "measure everything by test/bench/run.sh")

    def save(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(by_line(self.saved, 3) + "\n")
        part.replace(self.path)

    def part(self, name):
        return self.saved.get(name, {})

    def workloads(self, group=None):
        """All, the heavy ones, or the real programs."""
        return [name for name, one in self.part("workloads").items()
                if not group or one[f"is_{group}"]]

    def rounds(self, workload, way):
        """A list, or why there is none; None if it wasn't measured."""
        return self.part("runs").get(workload, {}).get(way)

    def ratios(self, workload, way, measure, own=None):
        """To the plain run beside each, or to that of the way `own`."""
        rounds = self.rounds(workload, way)
        if not isinstance(rounds, list):
            return []
        if not own:
            return [ratio(one, measure) for one in rounds]
        others = self.rounds(workload, own)
        if not isinstance(others, list):
            return []
        return [one[measure] / other[measure]
                for one, other in zip(rounds, others)]

    def output(self, workload, way):
        rounds = self.rounds(workload, way)
        if not isinstance(rounds, list):
            return None
        return statistics.median(one["output"] for one in rounds)

    def medians(self, group, way, measure="cpu", own=None):
        """By workload, of those that it can run."""
        return {name: statistics.median(found) for name, found in
                ((name, self.ratios(name, way, measure, own))
                 for name in self.workloads(group)) if found}

    def mean(self, group, way, measure="cpu", own=None):
        """The geometric mean of the medians, or None."""
        found = self.medians(group, way, measure, own)
        return geometric_mean(found.values()) if found else None


if __name__ == "__main__":
    both = Results(sys.argv[1])
    both.merge(json.loads(pathlib.Path(sys.argv[2]).read_text()))
    both.save()
