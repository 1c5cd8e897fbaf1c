# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# growth_plot.py: a picture for each curve: panels side by side, and in each a
# line for each series of points.
import matplotlib.lines
import matplotlib.pyplot
import matplotlib.ticker

import plot

COLOURS = ["#0b6e4f", "#3a6ea5", "#b5473c", "#c58a1b", "#7a4f9a"]
MARKS = "osv^D"
RATIO = "CPU time / plain build"
ADDED = "instructions more a pair"


def series_of(points, get, label, only=lambda point: True):
    """By label, in the order in which they come."""
    found = {}
    for point in points:
        value = get(point) if only(point) else None
        if value is not None:
            found.setdefault(label(point), []).append((point["x"], value))
    return found


def ratio(part="cpu"):
    return lambda point: point[part]["ratio"]


def way(point):
    return point["way"]


def threads(points):
    names = {"pairs": "pairs", "grow": "growing"}

    def label(point):
        return f"{names[point['kind']]}, {point['way']}"
    return "threads", [
        (RATIO, series_of(points, ratio(), label), False),
        ("instructions more an event", series_of(
            points, lambda point: point.get("instructions"), label), False)]


def sites(points):
    return "lines that allocate", [
        (RATIO, series_of(points, ratio("random"), way), False),
        ("ledger, KiB", series_of(
            points, lambda point: point["output"] / 1024, way), True),
        ("all lines for the first time, ms more", series_of(
            points, lambda point: point["each"]["more"] * 1000, way), True)]


def live(points):
    # What takes less than a millisecond is no measure.
    def enough(point):
        return point["x"] >= 10 ** 5
    fixed = {point["way"]: point["more_rss"] for point in reversed(points)}

    def filling(point):
        return f"filling, {point['way']}"

    def a_block(point):
        return (point["more_rss"] - fixed[point["way"]]) / point["x"]
    return "live blocks", [
        (RATIO, {
            **series_of(points, ratio("replace"),
                        lambda point: f"replacing, {point['way']}"),
            **series_of(points, ratio("fill"), filling, enough)}, False),
        ("resident bytes more a block", series_of(
            points, a_block, filling, enough), False)]


def depth(points):
    return "calls above the allocation", [
        (RATIO, series_of(points, ratio(), way), True),
        (ADDED, series_of(points, lambda point: point.get("instructions"),
                          way), False)]


PANELS = {"threads": threads, "sites": sites, "live": live, "depth": depth}


def draw_panel(axes, styles, x_label, y_label, series, is_log):
    for label, line in series.items():
        axes.plot(*zip(*line), label=label, markersize=4, linewidth=1.2,
                  **styles[label])
    places = sorted({x for line in series.values() for x, _ in line})
    axes.set_xscale("log")
    axes.set_xticks(places, [power(x) for x in places])
    axes.xaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    if is_log:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(
            matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(
            matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:g}"))
        axes.yaxis.set_minor_locator(matplotlib.ticker.NullLocator())
    else:
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, 1 if y_label == RATIO else 0), high)
    axes.set_xlabel(x_label)
    axes.set_title(y_label, fontsize=9, loc="left")
    axes.grid(axis="y", color="#e4e4e4")
    axes.set_axisbelow(True)


def power(x):
    return str(x) if x < 1000 else f"$10^{len(str(x)) - 1}$"


def styles_of(panels):
    """A label looks the same in all panels."""
    labels = dict.fromkeys(label for _, series, _ in panels
                           for label in series)
    return {label: {"color": colour, "marker": mark}
            for label, colour, mark in zip(labels, COLOURS, MARKS)}


def draw(curve, points, path):
    x_label, panels = PANELS[curve.name](points)
    styles = styles_of(panels)
    figure, all_axes = matplotlib.pyplot.subplots(
        1, len(panels), figsize=(9, 2.6))
    figure.subplots_adjust(wspace=.25)
    for axes, panel in zip(all_axes, panels):
        draw_panel(axes, styles, x_label, *panel)
    figure.legend(
        [matplotlib.lines.Line2D([], [], linewidth=1.2, markersize=4, **style)
         for style in styles.values()], styles, loc="upper center",
        ncol=len(styles), frameon=False, fontsize=8, bbox_to_anchor=(.5, -.08))
    plot.save(figure, path)
