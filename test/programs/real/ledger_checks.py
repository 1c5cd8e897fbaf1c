# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ledger_checks.py: what has to be true of every ledger, whatever the program
# did: sums that must come to the same, and losses that may not be. Asks
# `memtrace export --to=json`.
#
#   ledger_checks.py BIN LEDGER...
import collections
import json
import pathlib
import subprocess
import sys

PARTS = ["bytes", "blocks"]
# Any of these that isn't 0 says that something could not be counted.
LOSSES = ["bad_tags", "damaged_blocks", "untracked", "unregistered_sites",
          "incomplete"]


class Unreadable(Exception):
    pass


def read(tool, path):
    """The report on one ledger."""
    done = subprocess.run([tool, "export", "--to=json", path],
                          capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise Unreadable(done.stderr.strip()
                         or f"memtrace ended with {done.returncode}")
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise Unreadable(f"no JSON: {error}")


def is_zero(value):
    if isinstance(value, dict):
        return all(map(is_zero, value.values()))
    return not value


def losses(report):
    for name in LOSSES:
        if not is_zero(report.get(name, 0)):
            yield f"{name} is {report[name]}"
    for site in report["sites"]:
        if not is_zero(site.get("damaged_blocks", 0)):
            yield f"{place(site)}: {site['damaged_blocks']} damaged blocks"


def inherited(report, part):
    """What was live in the process that this one was forked from."""
    return (report.get("inherited") or {}).get(part, 0)


def inherited_by_site(report):
    """The same of each site, for bytes and blocks."""
    sites = {context["id"]: context["site"] for context in report["contexts"]}
    came = {part: collections.Counter() for part in PARTS}
    for context, *amounts in report["inherited_live"] or []:
        for part, amount in zip(PARTS, amounts):
            came[part][sites[context]] += amount
    return came


def place(site):
    return f"{site['file'] or '<unknown>'}:{site['line']}"


def balance(report):
    """What came and went makes what is there: in all, and in each line."""
    came = inherited_by_site(report)
    for part in PARTS:
        left = (report["allocated"][part] - report["freed"][part]
                + inherited(report, part))
        if left != report["current"][part]:
            yield (f"{part}: allocated - freed + inherited is {left}, current "
                   f"{report['current'][part]}")
        for site in report["sites"]:
            left = (site["allocated"][part] - site["freed"][part]
                    + came[part].get(site["id"], 0))
            if left != site["current"][part]:
                yield (f"{place(site)}: allocated - freed is {left} {part}, "
                       f"current {site['current'][part]}")


def sums(report):
    """The lines make the whole."""
    for name in ("allocated", "freed", "current"):
        for part in PARTS:
            total = sum(site[name][part] for site in report["sites"])
            whole = report[name][part]
            if total != whole:
                yield (f"{name}: the lines have {total} {part}, the process "
                       f"{whole}")
    peak = report["peak"]
    total = sum(site["peak"]["bytes"] for site in report["sites"])
    room = peak["upper_bound"] - peak["bytes"]
    if abs(total - peak["bytes"]) > room:
        yield (f"peak: the lines have {total} bytes, the process "
               f"{peak['bytes']} to {peak['upper_bound']}")


def order(report):
    """What can't be larger than something else, or less than nothing."""
    peak = report["peak"]
    if peak["upper_bound"] < peak["bytes"]:
        yield f"peak: the bound is under it: {peak}"
    if report["current"]["bytes"] > peak["upper_bound"]:
        yield f"current: {report['current']} is over the peak {peak}"
    for name, owner in [("the process", report), *(
            (place(site), site) for site in report["sites"])]:
        for kind in ("allocated", "freed", "current", "peak"):
            bytes, blocks = (owner[kind][part] for part in PARTS)
            # What is in flight when a process is killed may be half there.
            halves = bytes and not blocks and is_finished(report)
            if bytes < 0 or blocks < 0 or halves:
                yield f"{name}: {kind} is {bytes} bytes, {blocks} blocks"


def is_finished(report):
    return report["process"]["state"] == "finished"


def content(report):
    if (report["allocated"]["blocks"] <= 0
            and not inherited(report, "blocks")):
        yield "nothing was allocated"
    if not report["process"]["program"]:
        yield "the program has no name"
    if report["process"]["state"] not in ("finished", "ended"):
        yield f"its state is {report['process']['state']}"


def problems(report):
    for check in (losses, balance, sums, order, content):
        try:
            yield from check(report)
        except (KeyError, TypeError) as error:
            yield f"{check.__name__}: {type(error).__name__} {error}"


def main():
    tool, *paths = sys.argv[1:]
    wrong = 0
    for path in paths:
        try:
            found = list(problems(read(pathlib.Path(tool) / "memtrace", path)))
        except Unreadable as error:
            found = [str(error)]
        for text in found:
            print(f"{path}: {text}")
        wrong += bool(found)
    sys.exit(f"{wrong} of {len(paths)} ledgers are wrong" if wrong else 0)


if __name__ == "__main__":
    main()
