# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# lua.py: Lua, built plain and with MemTrace, runs a script. The outputs must
# be the same; totals must equal the independent counter's; and every row must
# be what the call stacks of the plain build (stacks.c) say.
#
#   lua.py --work DIR --plain CC --traced CC --symbolizer PROGRAM SOURCES SIZE
import argparse
import collections
import glob
import json
import os
import subprocess
import sys

import same_counts
from report import size_text

HERE = os.path.dirname(os.path.abspath(__file__))
# Lua takes the seed of its hashes from addresses and time, and when a table
# grows depends on it.
FLAGS = ["-O2", "-DLUA_USE_POSIX", "-DLUA_USE_DLOPEN", "-Wl,-E",
         "-Dluai_makeseed(L)=12345u"]

# What the stacks need: addresses as linked, and no frame given up early.
WITH_STACKS = ["-no-pie", "-fno-optimize-sibling-calls"]

# Functions of Lua that hand on a size from their parameters and give the
# block to their caller: the caller's line is the one that asks.
TRANSPARENT = set("""
    l_alloc luaM_realloc_ luaM_saferealloc_ luaM_malloc_ luaM_growaux_
    luaM_shrinkvector_ luaC_newobj luaF_newCclosure luaF_newLclosure
    createstrobj internshrstr luaS_createlngstrobj luaS_newlstr luaS_new
    luaS_newudata
    lua_newuserdatauv lua_pushlstring luaX_newstring
    resizebox prepbuffsize luaL_prepbuffsize luaL_buffinitsize""".split())


def options():
    parser = argparse.ArgumentParser()
    for name in ("--work", "--plain", "--traced", "--symbolizer"):
        parser.add_argument(name, required=True)
    parser.add_argument("sources", help="folder of Lua's sources")
    parser.add_argument("size", help="how much the script does")
    given = parser.parse_args()
    given.work = os.path.abspath(given.work)
    os.makedirs(given.work, exist_ok=True)
    return given


def chains(symbolizer, program, addresses):
    """address -> [(function, file, line)], innermost first."""
    # A return address follows the call.
    run = subprocess.run(
        [symbolizer, f"--obj={program}", "--output-style=JSON"], text=True,
        input="".join(f"{a - 1:#x}\n" for a in addresses), check=True,
        stdout=subprocess.PIPE)
    return {address: [(s["FunctionName"], os.path.basename(s["FileName"]),
                       s["Line"]) for s in json.loads(line)["Symbol"]]
            for address, line in zip(addresses, run.stdout.splitlines())}


def expected_rows(work, command, stacks_so, symbolizer):
    """(file, line) -> (bytes, blocks), by the stacks of the plain build."""
    out = os.path.join(work, "stacks.txt")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={
        **os.environ, "LD_PRELOAD": stacks_so, "STACKS_OUT": out})
    stacks = [[int(word, 0) for word in line.split()] for line in open(out)]
    addresses = sorted({a for stack in stacks for a in stack[2:]})
    known = chains(symbolizer, command[0], addresses)
    rows = collections.defaultdict(lambda: (0, 0))
    for bytes, blocks, *stack in stacks:
        frames = [frame for address in stack for frame in known[address]]
        key = next(((file, line) for function, file, line in frames
                    if function not in TRANSPARENT), ("<unknown>", 0))
        rows[key] = rows[key][0] + bytes, rows[key][1] + blocks
    return rows


def differences(expected, report):
    got = {(os.path.basename(file), line): (size, blocks)
           for (file, line), (size, blocks) in report.rows.items()}
    want = {key: (size_text(bytes), blocks)
            for key, (bytes, blocks) in expected.items()}
    # The plain build has merged calls of several lines into one at line 0,
    # which ours keeps apart: there, what the file's other lines have more than
    # expected must come to as many blocks.
    merged = {file: blocks for (file, line), (_, blocks) in want.items()
              if line == 0 and (file, line) not in got and file != "<unknown>"}
    for key in sorted(want.keys() | got.keys()):
        file, line = key
        blocks = [rows[key][1] if key in rows else 0 for rows in (got, want)]
        if file in merged and (line == 0 or blocks[0] > blocks[1]):
            merged[file] -= blocks[0] - blocks[1] if line else 0
        elif want.get(key) != got.get(key):
            yield f"{key}: {got.get(key)}, the stacks say {want.get(key)}"
    for file, blocks in merged.items():
        if blocks:
            yield f"{file}: {blocks} blocks of merged calls are not found"


def main():
    given = options()
    inside = lambda name: os.path.join(given.work, name)
    script = os.path.join(HERE, "work.lua")
    os.chdir(given.sources)
    sources = sorted(set(glob.glob("*.c")) - {"luac.c"})
    libraries = ["-lm", "-ldl"]
    # Debian's own build makes this header.
    with open(inside("lua5.4-deb-multiarch.h"), "w") as header:
        header.write('#define DEB_HOST_MULTIARCH "anywhere"\n')
    flags = [*FLAGS, "-I" + os.path.abspath(given.work)]
    plain = same_counts.build(
        given.plain, [*flags, "-gline-tables-only", *WITH_STACKS],
        inside("plain"), *sources, *libraries)
    traced = same_counts.build(given.traced, flags, inside("trace"),
                               *sources, *libraries)
    shared = ["-O2", "-fPIC", "-shared"]
    counter, stacks = (
        same_counts.build(given.plain, shared, inside(name + ".so"),
                          os.path.join(HERE, name + ".c"))
        for name in ("counter", "stacks"))

    arguments = [script, given.size]
    plain_run, counts, _ = same_counts.count(given.work, counter,
                                             [plain, *arguments])
    traced_run, report = same_counts.trace(given.work, [traced, *arguments])
    expected = expected_rows(given.work, [plain, *arguments], stacks,
                             given.symbolizer)
    wrong = [*same_counts.outcome_differences(plain_run, traced_run),
             *same_counts.total_differences(counts, report),
             *differences(expected, report)]
    if plain_run.returncode or counts["total_blocks"] < 10000:
        wrong.append(f"the script did not work: {plain_run}")
    if len(expected) < 30:
        wrong.append(f"the stacks have too few lines: {expected.keys()}")
    if wrong:
        sys.exit("\n".join(wrong) + "\n" + report.text)


if __name__ == "__main__":
    main()
