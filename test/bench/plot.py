# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# plot.py: the page's pictures. The same figures give the same file.
import matplotlib
import matplotlib.pyplot
import matplotlib.ticker

import table
import ways

matplotlib.use("Agg")
matplotlib.rcParams.update({
    "svg.fonttype": "none", "svg.hashsalt": "memtrace", "font.size": 9,
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"],
    "axes.spines.top": False, "axes.spines.right": False})

COLOURS = {"memtrace": "#0b6e4f", "front": "#7fb59f", "exact": "#b5473c",
           "allocator": "#9a9a9a", "sampling": "#3a6ea5"}
TOLD = {"memtrace": "MemTrace", "front": "MemTrace, other allocators",
        "exact": "exact rivals",
        "sampling": "samplers, with their own allocator",
        "allocator": "an allocator or a cache alone"}
GROUPS = {"heavy": "allocation-heavy workloads", "real": "real programs"}
MARKED = {"lines": "o", "stacks 8": "s", "heaptrack": "v", "massif": "<",
          "DHAT": "D", "heap profiler": "P", "jemalloc exact": "X",
          "MemProf": "^", "jemalloc sampling": "*"}


def ratio_axis(axes):
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=.8)
    ticks = matplotlib.ticker
    axes.xaxis.set_major_locator(ticks.LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(ticks.FuncFormatter(
        lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_locator(ticks.NullLocator())
    axes.grid(axis="x", color="#e4e4e4")
    axes.set_axisbelow(True)


def save(figure, path):
    figure.savefig(path, metadata={"Date": None, "Creator": None},
                   bbox_inches="tight")
    matplotlib.pyplot.close(figure)


def means(results, path):
    """A bar for each way, the geometric mean, with a dot for each workload."""
    shown = [way for way in ways.WAYS
             if any(results.mean(group, way.name) for group in GROUPS)]
    figure, panels = matplotlib.pyplot.subplots(
        1, 2, sharey=True, figsize=(9, .6 + .26 * len(shown)))
    for axes, (group, title) in zip(panels, GROUPS.items()):
        ratio_axis(axes)
        dots = []
        for row, way in enumerate(reversed(shown)):
            colour, mean = COLOURS[way.kind], results.mean(group, way.name)
            if mean:
                axes.barh(row, mean - 1, left=1, color=colour, alpha=.75)
                # Right of the panel, where no dot is.
                axes.annotate(table.number(mean), (1, row), (4, 0),
                              xycoords=axes.get_yaxis_transform(),
                              textcoords="offset points", va="center",
                              fontsize=8)
            dots += [(median, row) for median in
                     results.medians(group, way.name).values()]
        axes.plot(*zip(*dots), ".", color="black", markersize=3, alpha=.6)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("CPU time / plain build")
    panels[0].set_yticks(range(len(shown)),
                         [way.name for way in reversed(shown)])
    kinds = [kind for kind in TOLD if any(way.kind == kind for way in shown)]
    figure.legend(
        [matplotlib.patches.Patch(color=COLOURS[kind]) for kind in kinds],
        [TOLD[kind] for kind in kinds], loc="lower center", frameon=False,
        ncol=len(kinds), bbox_to_anchor=(.5, -.12))
    save(figure, path)


def workloads(results, path):
    """A row for each workload, a mark for each way."""
    names = results.workloads()[::-1]
    figure, axes = matplotlib.pyplot.subplots(
        figsize=(9, .8 + .28 * len(names)))
    ratio_axis(axes)
    for way, mark in MARKED.items():
        found = results.medians(None, way)
        known = [(found[name], row) for row, name in enumerate(names)
                 if name in found]
        if known:
            axes.plot(*zip(*known), mark, label=way, alpha=.8, markersize=6,
                      markerfacecolor=COLOURS[ways.BY_NAME[way].kind]
                      if way in ("lines", "jemalloc sampling") else "none",
                      color=COLOURS[ways.BY_NAME[way].kind])
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("CPU time / plain build")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    save(figure, path)


PICTURES = {
    "means": (means, "CPU time against the plain build, by way: geometric "
              "means, and a dot for each workload"),
    "workloads": (workloads, "CPU time against the plain build, by workload"),
}
