# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# table.py: figures as text: the table that a run prints, and the cells of the
# page's.
import figures
import ways

COLUMNS = "{:<18} {:<18} {:>22} {:>22} {:>22} {:>10}"


def number(value):
    """Three digits are all that such a ratio is good for."""
    return f"{value:.2f}" if value < 10 else f"{value:.3g}"


def spread(values, dash=" to "):
    if not values:
        return ""
    low, middle, high = map(number, figures.quartiles(values))
    return middle if low == high else f"{middle} ({low}{dash}{high})"


def size(count):
    for unit, digits in (("B", 0), ("KiB", 0), ("MiB", 1), ("GiB", 1)):
        if count < 1024 or unit == "GiB":
            return f"{count:.{digits}f} {unit}"
        count /= 1024


def print_rows(results, workload, names):
    """Ratios to the plain runs: median, and the quartiles."""
    if workload == results.workloads()[0]:
        print(COLUMNS.format("workload", "way", "CPU", "wall", "peak RSS",
                             "output"))
    for name in names:
        rounds = results.rounds(workload, name)
        if isinstance(rounds, str):
            print(COLUMNS.format(workload, name, rounds, "", "", ""))
            continue
        print(COLUMNS.format(
            workload, name,
            *(spread(results.ratios(workload, name, measure), "-")
              for measure in figures.MEASURES),
            size(results.output(workload, name))), flush=True)


def print_means(results):
    print("\nCPU, geometric means: allocation-heavy workloads, real programs")
    for way in ways.WAYS:
        means = [results.mean(group, way.name) for group in ("heavy", "real")]
        if any(means):
            print(f"{way.name:<18}", *(f"{number(mean) if mean else '-':>8}"
                                       for mean in means))


def cell(results, workload, way, measure, own=None, notes=None):
    rounds = results.rounds(workload, way)
    if rounds is None:
        return "–"
    if isinstance(rounds, str):
        text = f"{workload}, {way}: {rounds}"
        if text not in notes:
            notes.append(text)
        return f"none [{notes.index(text) + 1}]"
    if measure == "output":
        return size(results.output(workload, way))
    return spread(results.ratios(workload, way, measure, own))
