# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# traces.py: the ledgers that the processes of a test suite left: each one
# checked, and compared with the census of the processes (census.py).
import collections
import dataclasses
import pathlib

import ledger_checks


@dataclasses.dataclass
class Trace:
    """What one process left."""
    path: pathlib.Path
    pid: int
    program: str
    status: int = None  # when it ended by itself
    problems: tuple = ()


class Ledgers:
    suffix = "memtrace"
    settings = {}

    def __init__(self, tool):
        self.tool = tool

    def read(self, path):
        try:
            report = ledger_checks.read(self.tool, path)
        except ledger_checks.Unreadable as error:
            return Trace(path, 0, "", problems=(str(error),))
        process = report["process"]
        return Trace(path, process["pid"], process["program"],
                     process["exit_status"]
                     if process["state"] == "finished" else None,
                     tuple(ledger_checks.problems(report)))

    def totals(self, path):
        """Bytes, blocks, freed blocks, blocks left, peak."""
        report = ledger_checks.read(self.tool, path)
        return (report["allocated"]["bytes"], report["allocated"]["blocks"],
                report["freed"]["blocks"], report["current"]["blocks"],
                report["peak"]["bytes"])


def kind_for(folder):
    """Read by the command in this folder."""
    return Ledgers(pathlib.Path(folder) / "memtrace")


@dataclasses.dataclass
class Findings:
    programs: int  # that ran, and forked processes of them
    forked: int
    replaced: int  # by an exec
    killed: int    # or ended otherwise than by exit()
    checked: int   # ledgers
    problems: list


def check(kind, folder, images):
    """All that is in the folder, against the processes that there were."""
    traces = [kind.read(path) for path in sorted(folder.iterdir())]
    problems = [f"{trace.path.name}: {problem}" for trace in traces
                for problem in trace.problems]
    left = collections.defaultdict(list)
    for trace in traces:
        left[trace.pid].append(trace)
    # A forked child makes its ledger when it first allocates, and may be killed
    # before; not many are.
    silent = [image for image in images if image.parent
              and image.status is None and not left[image.pid]]
    forked = [image for image in images if image.parent]
    if len(silent) <= max(1, len(forked) // 10):
        images_due = [image for image in images if image not in silent]
    else:
        images_due = images
    for image in images_due:
        problems += missing(image, left[image.pid])
    due = sum(1 for image in images_due if not image.overwritten)
    if len(traces) < due:
        problems.append(f"{due} ledgers are due, {len(traces)} are left")
    for pid in left.keys() - {image.pid for image in images} - {0, None}:
        problems.append(f"{left[pid][0].path.name}: of a process that the "
                        "census doesn't know")
    return Findings(
        len(images), len(forked),
        sum(1 for image in images if image.replaced),
        sum(1 for image in images
            if image.status is None and not image.replaced),
        len(traces), problems)


def missing(image, traces):
    """Whether what ran in a process left what it should."""
    name = f"{image.program} {image.pid}" + (
        f", forked from {image.parent}" if image.parent else "")
    if not image.traced:
        yield f"{name} ran without MEMTRACE_OUT"
        return
    if image.overwritten:
        return
    of_it = [trace for trace in traces if trace.program == image.program]
    if not of_it:
        yield f"{name} left nothing; status {image.status}"
    elif image.status is not None and image.status not in (
            trace.status for trace in of_it):
        yield (f"{name} exited with {image.status}, but "
               + ", ".join(f"{trace.path.name} says {trace.status}"
                           for trace in of_it))
