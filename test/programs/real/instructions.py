#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# instructions.py: what tracing adds to real programs, off and on, counted by
# callgrind. Off, it is the cost of the frames, but for some seven instructions
# an allocation.
#
#   instructions.py --memtrace BIN --scale 2 --save NOW.json NAME...
#
# What is saved, attribution_page.py makes docs/attribution.md of.
import argparse
import re
import subprocess

import attribution
import program
import real

# valgrind can't read all of clang's DWARF 5.
READABLE = " -gdwarf-4"


def plain_compilers(traced, flags):
    """The clang that MemTrace's compilers are, without MemTrace."""
    clang = subprocess.run([traced.cc, "-print-prog-name=clang"], text=True,
                           check=True, stdout=subprocess.PIPE).stdout.strip()
    return program.Compilers(clang, clang + "++", flags)


def count(tree, scale, **settings):
    log = tree.folder / "callgrind.log"
    tree.work(scale, program.Measured(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         f"--log-file={log}"], **settings))
    return int(re.search(r"Collected : (\d+)", log.read_text())[1])


def measure(one, given):
    traced = real.compilers_of(given)
    plain = plain_compilers(traced, given.flags)
    trees = {}
    for name, compilers in (("plain", plain), ("traced", traced)):
        trees[name] = program.Tree(one, compilers, given.build, given.jobs)
        trees[name].build(given.sources)
    report = trees["traced"].folder / "report.txt"
    report.unlink(missing_ok=True)
    found = {"plain": count(trees["plain"], given.scale),
             "off": count(trees["traced"], given.scale),
             "on": count(trees["traced"], given.scale,
                         MEMTRACE_OUT=str(report))}
    # A run that traced nothing would be a fast one.
    _, found["blocks"] = attribution.Report(report).fields["allocated"]
    if not found["blocks"]:
        raise SystemExit(f"{one.name}: nothing was traced under callgrind")
    return found


def main():
    parser = argparse.ArgumentParser()
    real.arguments_of_build(parser)
    parser.add_argument("--save", metavar="FILE.json")
    parser.add_argument("names", nargs="+", metavar="NAME")
    given = parser.parse_args()
    if not given.memtrace:
        parser.error("--memtrace is needed")
    given.flags += READABLE
    for one in real.programs_of(given):
        found = measure(one, given)
        added = {mode: 100 * (found[mode] / found["plain"] - 1)
                 for mode in ("off", "on")}
        print(f"{one.name}: plain {found['plain']} instructions, off "
              f"{added['off']:+.2f} %, on {added['on']:+.2f} %, "
              f"{found['blocks']} blocks", flush=True)
        if given.save:
            attribution.save(given.save, one.name, {"instructions": found})


if __name__ == "__main__":
    main()
