#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# page.py: docs/overhead.md and its pictures, from what overhead.py saved and
# the words of overhead.md.in. In these, @NAME WORD...@ is what a method of
# Fields says; ways are written with - for a space.
#
#   page.py --to docs FILE.json...
import argparse
import pathlib
import re

import figures
import plot
import sections
import table
import ways

HERE = pathlib.Path(__file__).resolve().parent
MEASURES = {"cpu": "CPU", "wall": "wall", "rss": "peak RSS",
            "output": "output"}


class Fields:
    def __init__(self, results, folder):
        self.results, self.folder = results, folder
        self.notes = []

    def fill(self, text):
        def said(found):
            name, *words = found[1].split()
            return getattr(self, name)(*(word.replace("-", " ")
                                         for word in words))
        return re.sub(r"@(\w+(?: [\w-]+)*)@", said, text)

    # Within a sentence.

    def mean(self, way, group, measure="cpu", own=None):
        found = self.results.medians(group, way, measure, own)
        if not found:
            return sections.NOT_MEASURED
        mean = table.number(figures.geometric_mean(found.values()))
        all_of_them = len(self.results.workloads(group))
        return (mean if len(found) == all_of_them
                else f"{mean} ({len(found)} of {all_of_them})")

    def own_mean(self, way, group):
        """Against the same allocator, nothing recorded."""
        return self.mean(way, group, own=ways.BY_NAME[way].own)

    def cheaper(self, way, than):
        """In how many workloads the first one costs less than the other,
        each against its own allocator."""
        one = self.results.medians(None, way, own=ways.BY_NAME[way].own)
        other = self.results.medians(None, than)
        both = one.keys() & other.keys()
        fewer = sum(one[name] < other[name] for name in both)
        return f"{fewer} of {len(both)}"

    def count(self, group=None):
        return str(len(self.results.workloads(group)))

    # Paragraphs.

    def table(self, measure, *kinds):
        """Of the ways of these kinds, workload by workload."""
        shown = [way for way in ways.WAYS if way.kind in kinds]
        columns = [(way.name, None) for way in shown]
        if not {"sampling", "front"}.isdisjoint(kinds):
            # Each allocator once, before the first of its own.
            columns = list(dict.fromkeys(
                pair for way in shown for pair in
                ((way.own, None), (way.name, None), (way.name, way.own))))
        rows = [[name, *(table.cell(self.results, name, way, measure, own,
                                    self.notes) for way, own in columns)]
                for name in self.results.workloads()]
        if measure != "output":
            rows += [self._mean_row(title, group, measure, columns)
                     for title, group in
                     (("*mean, heavy*", "heavy"), ("*mean, real*", "real"))]
        heads = [f"{way} / {own}" if own else way for way, own in columns]
        return sections.rows_of([MEASURES[measure], *heads], rows)

    def _mean_row(self, title, group, measure, columns):
        means = [self.mean(way, group, measure, own) for way, own in columns]
        return [title, *("–" if mean == sections.NOT_MEASURED
                         else f"**{mean}**" for mean in means)]

    def remarks(self):
        return "\n".join(f"{number}. {note}" for number, note
                         in enumerate(self.notes, 1)) or "None."

    def picture(self, name):
        if not self.results.workloads():
            return sections.NOT_MEASURED
        draw, title = plot.PICTURES[name]
        file = f"overhead/{name}.svg"
        (self.folder / file).parent.mkdir(parents=True,
                                           exist_ok=True)
        draw(self.results, self.folder / file)
        return f"![{title}]({file})"

    def section(self, name):
        return getattr(sections, name)(self.results)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", required=True, metavar="FOLDER")
    parser.add_argument("saved", nargs="+", metavar="FILE.json")
    given = parser.parse_args()
    folder = pathlib.Path(given.to)
    fields = Fields(figures.Results(*given.saved), folder)
    text = fields.fill((HERE / "overhead.md.in").read_text())
    (folder / "overhead.md").write_text(text)


if __name__ == "__main__":
    main()
