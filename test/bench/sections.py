# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# sections.py: the page's lists and tables that aren't workload by workload.
import statistics

import table
import ways

NOT_MEASURED = "(not measured)"


def rows_of(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |"
                     for line in lines)


def machine(results):
    return "\n".join(f"- {name}: {value}" for part in ("machine", "versions")
                     for name, value in results.part(part).items())


def workloads(results):
    rows = []
    for name, one in results.part("workloads").items():
        groups = [word for word, holds in (("heavy", one["is_heavy"]),
                                           ("real", one["is_real"])) if holds]
        rows.append([name, one["about"], one["threads"], ", ".join(groups)])
    return rows_of(["workload", "what it does", "threads", "group"], rows)


def all_ways(results):
    measured = {way for found in results.part("runs").values()
                for way in found}
    return "\n".join(f"- *{way.name}*: {way.title}" for way in ways.WAYS
                     if way.name in measured) or NOT_MEASURED


def compiled(results):
    heads = ["program", "build", "compile CPU", "objects", "their code",
             "executable", "its code"]
    rows = []
    for name, cost in results.part("compile").items():
        plain = cost["plain"]
        for build in ("plain", "lines", "stacks", "lines summarized",
                      "stacks summarized"):
            if build not in cost:
                continue
            one, is_plain = cost[build], build == "plain"
            rows.append([name, build, seconds_cell(one, plain, is_plain),
                         *(size_cell(one, plain, key, is_plain) for key in
                           ("object", "object text", "executable", "text"))])
    return rows_of(heads, rows) if rows else NOT_MEASURED


def seconds_cell(one, plain, is_plain):
    if not one["cpu"]:
        return "–"
    if is_plain:
        return f"{statistics.median(one['cpu']):.2f} s"
    return table.spread([mine / other for mine, other
                         in zip(one["cpu"], plain["cpu"])])


def size_cell(one, plain, key, is_plain):
    if not one.get(key) or not plain.get(key):
        return "–"
    if is_plain:
        return table.size(one[key])
    return table.number(one[key] / plain[key])


def fixed(results):
    found = results.part("fixed")
    if "plain" not in found:
        return NOT_MEASURED
    plain = found["plain"]
    # The order of ways.py, whatever was measured last.
    return rows_of(
        ["way", "CPU", "peak RSS", "output"],
        [[way.name, f"{1000 * (found[way.name]['cpu'] - plain['cpu']):+.1f} "
          "ms", kib(found[way.name]["rss"] - plain["rss"]),
          table.size(found[way.name]["output"])]
         for way in ways.WAYS if way.name in found])


def kib(count):
    return f"{count / 1024:+,.0f} KiB"


def blocks(results):
    found = results.part("blocks")
    if not found:
        return NOT_MEASURED
    rows = []
    for size in next(iter(found.values())):
        cells = []
        for rows_of_allocator in found.values():
            one = rows_of_allocator[size]
            cells += [f"{one['plain']:.1f}",
                      # Without -0.0.
                      f"{round(one['lines'] - one['plain'], 1) + 0:+.1f}"]
        rows.append([size, *cells])
    heads = [word for allocator in found
             for word in (allocator, "with MemTrace")]
    return rows_of(["block", *heads], rows)


def instructions(results):
    found = results.part("instructions")
    if not found:
        return NOT_MEASURED
    return rows_of(["event", "mode", "plain", "added"],
                   [[one["event"], one["mode"], f"{one['plain']:.0f}",
                     f"{one['added']:+.0f}"] for one in found])


def growth(results):
    return "\n\n".join(
        f"### {one['title']}\n\n![{one['title']}]({one['picture']})\n\n"
        f"{one['text']}" for one in results.part("growth")) or NOT_MEASURED
