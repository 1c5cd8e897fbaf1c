#!/usr/bin/env python3
"""Builds one of the programs here in all its ways, and checks which hints each
gives.

matrix.py --bin DIR --input FILE SOURCE HOW=HINT...

HOW is what the program does; HINT what it has to give in every build, and
nothing else may come. `HOW=HINT?` may give nothing in builds with lines, of
which names are not known. `HOW=` gives none: the lean program. With --quick only
two of the builds are tried.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def builds(is_cpp, compiler, quick):
    libraries = [[]]
    if is_cpp:
        probe = subprocess.run(
            [compiler, "-stdlib=libc++", "-fsyntax-only", "-x", "c++", "-"],
            input=b"#include <vector>\n", stderr=subprocess.DEVNULL, check=False)
        if probe.returncode == 0:
            libraries.append(["-stdlib=libc++"])
    if quick:
        return [("stacks", "-O2", libraries[0]), ("lines", "-O0", libraries[0])]
    return itertools.product(("stacks", "lines"), ("-O0", "-O2"), libraries)


def hints_of(arguments, folder, how, build):
    mode, level, library = build
    is_cpp = arguments.source.endswith(".cpp")
    compiler = os.path.join(arguments.bin,
                            "memtrace-c++" if is_cpp else "memtrace-cc")
    program = os.path.join(folder, "program")
    ledger = os.path.join(folder, "ledger.memtrace")
    subprocess.run(
        [compiler, f"--profile-memory={mode}", "-g", level, *library,
         f"-DHOW={how}", *(["-std=c++17"] if is_cpp else []),
         os.path.join(HERE, arguments.source), "-o", program], check=True)
    subprocess.run([program, arguments.input], check=True,
                   stdout=subprocess.DEVNULL,
                   env={**os.environ, "MEMTRACE_OUT": ledger})
    text = subprocess.run(
        [os.path.join(arguments.bin, "memtrace"), "hints", "--format=json",
         ledger], check=True, stdout=subprocess.PIPE).stdout
    return json.loads(text)


def check_figures(found):
    """What each hint says of itself holds together."""
    for hint in found["hints"]:
        lines = sum(line["peak"]["bytes"] for line in hint["lines"])
        assert 0 < hint["saves"]["bytes"] <= 1.05 * lines, hint
        assert hint["saves"]["bytes"] <= found["peak_bytes"], hint
        share = 100 * hint["saves"]["bytes"] / found["peak_bytes"]
        assert abs(share - hint["saves"]["percent"]) < 1e-6, hint
        assert share >= found["min_share"], hint
        assert hint["evidence"] and hint["fix"], hint
        for line in hint["lines"]:
            assert os.path.basename(line["file"]) in os.listdir(HERE), line


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--input", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("source")
    parser.add_argument("expected", nargs="+")
    arguments = parser.parse_args()
    is_cpp = arguments.source.endswith(".cpp")
    compiler = os.path.join(arguments.bin, "memtrace-c++")
    failed = False
    for expected in arguments.expected:
        how, _, hint = expected.partition("=")
        for build in builds(is_cpp, compiler, arguments.quick):
            with tempfile.TemporaryDirectory() as folder:
                found = hints_of(arguments, folder, how, build)
            check_figures(found)
            got = sorted({one["id"] for one in found["hints"]})
            wanted = [hint.rstrip("?")] if hint else []
            may_lack = hint.endswith("?") and build[0] == "lines"
            if got != wanted and not (may_lack and not got):
                print(f"{arguments.source} HOW={how} {build}: {got}, "
                      f"not {wanted}", file=sys.stderr)
                failed = True
            else:
                print(arguments.source, how, *build, got)
    sys.exit(failed)


main()
