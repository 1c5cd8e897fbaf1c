# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares what `go tool pprof` says of an exported ledger with the ledger.

usage: check_pprof.py MEMTRACE FOLDER LEDGER...
"""
import os
import re
import subprocess
import sys

import stacks

TYPES = {"alloc": "total", "peak": "peak", "inuse": "current"}
ALL = ["-nodecount=1000000", "-nodefraction=0", "-edgefraction=0"]


def pprof(*args):
    return subprocess.run(["go", "tool", "pprof", "-symbolize=none", *args],
                          check=True, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def rows(output):
    """{name: (flat, cum)} of -top."""
    result = {}
    lines = iter(output.splitlines())
    for line in lines:
        if line.split()[:5] == ["flat", "flat%", "sum%", "cum", "cum%"]:
            break
    for line in lines:
        flat, _, _, cum, _, name = line.split(None, 5)
        name = name.replace(" (inline)", "").replace(" (partial-inline)", "")
        result[name] = tuple(int(re.sub("B$", "", n)) for n in (flat, cum))
    return result


def function_of(frame):
    return frame.function or "<unknown>"


def line_of(frame):
    """As pprof prints it."""
    name = function_of(frame)
    if frame.line:
        return f"{name} {frame.file}:{frame.line}"
    return f"{name} {frame.file}" if frame.file else name


def check_top(profile, contexts, option, key):
    for prefix, moment in TYPES.items():
        for i, unit in enumerate(["space", "objects"]):
            own = stacks.own(contexts, moment, key)
            below = stacks.inclusive(contexts, moment, key)
            expected = {k: (own.get(k, (0, 0))[i], sums[i])
                        for k, sums in below.items() if sums[i]}
            if not expected:
                continue
            ours = rows(pprof("-top", option, *ALL, "-unit=B",
                              f"-sample_index={prefix}_{unit}", profile))
            stacks.require_same(f"{profile}: {prefix}_{unit} {option}", ours,
                                expected)


def check_types(profile, contexts):
    """Labels; samples that come to nothing are left out by pprof."""
    raw = pprof("-raw", profile)
    ours = set(re.findall(r"type:\[(.*?)\]", raw))
    expected = {stacks.plain(context.site["type"]) for context in contexts
                if any(map(any, context.amounts.values()))} - {""}
    assert ours == expected, (ours, expected)
    assert "[dflt]" in re.search(r"\S*peak_space\S*", raw).group(), raw
    if pprof("-top", profile).find("Main binary filename") != -1:
        raise SystemExit("pprof looks for the program")


def main():
    memtrace, folder, *ledgers = sys.argv[1:]
    os.environ["PPROF_TMPDIR"] = folder
    os.environ["HOME"] = folder
    for ledger in ledgers:
        profile = os.path.join(folder, os.path.basename(ledger) + ".pb.gz")
        stacks.text([memtrace, "export", "--to=pprof", ledger, "-o", profile])
        contexts = stacks.contexts(memtrace, ledger)
        check_top(profile, contexts, "-functions", function_of)
        check_top(profile, contexts, "-lines", line_of)
        check_types(profile, contexts)
        print(f"{profile}: {len(contexts)} contexts as in the ledger")


if __name__ == "__main__":
    main()
