# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether all verbs have the same sums as a ledger's table, at each moment.

usage: sums.py MEMTRACE LEDGER...
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

KEYS = ("line", "file", "function", "type", "module", "stack", "site")
MOMENTS = {"peak": "peak", "current": "current", "total": "allocated"}
memtrace = sys.argv[1]


def run(*arguments):
    return subprocess.run([memtrace, *arguments], check=True,
                          stdout=subprocess.PIPE).stdout.decode()


def of_json(report):
    rows = json.loads(report)["rows"]
    return sum(row["bytes"] for row in rows), sum(row["blocks"] for row in rows)


def of_csv(report):
    rows = list(csv.DictReader(io.StringIO(report)))
    return (sum(int(row["bytes"]) for row in rows),
            sum(int(row["blocks"]) for row in rows))


def of_folded(text):
    return sum(int(line.rsplit(" ", 1)[1]) for line in text.splitlines())


def of_dhat(text):
    """At the peak, at the end, in all; each as bytes and blocks."""
    points = json.loads(text)["pps"]
    return {moment: tuple(sum(point[key + unit] for point in points)
                          for unit in ("b", "bk"))
            for moment, key in (("peak", "g"), ("current", "e"),
                                ("total", "t"))}


def of_speedscope(text):
    return {profile["name"]: sum(profile["weights"])
            for profile in json.loads(text)["profiles"]}


def of_callgrind(text):
    """The totals at each moment."""
    numbers = list(map(int, re.search(r"^totals: (.*)", text, re.M)[1].split()))
    return dict(zip(MOMENTS, zip(numbers[::2], numbers[1::2])))


def of_diff(path, moment):
    """Of a ledger and itself."""
    total = json.loads(run("diff", path, path, f"--at={moment}",
                           "--format=json"))["total"]
    return tuple(total.values())


def keeps_to(path, limit, bytes):
    return subprocess.run([memtrace, "check", f"--max-{limit}={bytes}", path],
                          stdout=subprocess.DEVNULL).returncode == 0


def sums_of(path):
    """Pairs of what was asked and its answer, and what it should be."""
    whole = json.loads(run("export", "--to=json", path))
    dhat = of_dhat(run("export", "--to=dhat", path))
    speedscope = of_speedscope(run("export", "--to=speedscope", path))
    callgrind = of_callgrind(run("export", "--to=callgrind", path))
    for moment, name in MOMENTS.items():
        size, count = whole[name]["bytes"], whole[name]["blocks"]
        for part, value in (("bytes", size), ("blocks", count)):
            for kind in ("sites", "contexts"):
                kept = "peak" if moment == "peak" else name
                yield (f"{kind}, {moment} {part}",
                       sum(entry[kept][part] for entry in whole[kind]), value)
        for key in KEYS:
            view = ["report", path, f"--by={key}", f"--at={moment}"]
            yield (f"json by {key} at {moment}",
                   of_json(run(*view, "--format=json")), (size, count))
            yield (f"csv by {key} at {moment}",
                   of_csv(run(*view, "--format=csv")), (size, count))
        yield (f"folded at {moment}", of_folded(
            run("export", "--to=folded", f"--at={moment}", path)), size)
        yield (f"speedscope at {moment}", speedscope[f"{moment} bytes"], size)
        yield f"callgrind at {moment}", callgrind[moment], (size, count)
        yield (f"diff at {moment}", of_diff(path, moment),
               (size, count, 0, 0))
        yield f"check at {moment}", keeps_to(path, moment, size), True
        yield f"check below {moment}", keeps_to(path, moment, size - 1), False
        yield f"dhat at {moment}", dhat[moment], (size, count)


def main():
    wrong = 0
    for path in sys.argv[2:]:
        for asked, ours, expected in sums_of(path):
            if ours != expected:
                print(f"{os.path.basename(path)}: {asked}: {ours}, "
                      f"not {expected}")
                wrong += 1
    print("wrong" if wrong else "ok")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
