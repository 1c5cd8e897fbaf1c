# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# growth_sites.py: a program in which so many lines allocate, which is
# generated, and compiled in parts.
import hashlib
import os
import pathlib
import shlex
import subprocess
from concurrent.futures import ThreadPoolExecutor

from growth_bench import PROGRAMS, Case

EACH = 10        # lines of a function
IN_A_PART = 500  # functions


MAIN = PROGRAMS / "growth_sites.c"


def identity():
    sources = [MAIN, PROGRAMS / "program.h", pathlib.Path(__file__)]
    text = b"".join(source.read_bytes() for source in sources)
    return hashlib.sha256(text).hexdigest()[:8]


class Sites(Case):
    keeps_build = True

    def __init__(self, count, first, pairs):
        # What is kept must be of these sources.
        super().__init__(f"growth_sites_{count}_{identity()}", first, pairs)
        self.count = count

    def build(self, compilers, folder):
        functions = range(self.count // EACH)
        sources = [folder / "table.c"]
        sources[0].write_text(table(functions))
        for start in functions[::IN_A_PART]:
            sources.append(folder / f"part{start}.c")
            sources[-1].write_text(
                part(functions[start:start + IN_A_PART]))
        flags = [*shlex.split(compilers.flags), f"-DSITES_EACH={EACH}"]

        def compiled(source):
            # The parts without optimisation, which would take minutes.
            level = ["-O0"] if source != MAIN else []
            made = folder / f"{source.stem}.o"
            subprocess.run([*shlex.split(compilers.cc), *flags, *level, "-c",
                            source, "-o", made], check=True)
            return made
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            objects = list(pool.map(compiled, [MAIN, *sources]))
        subprocess.run([*shlex.split(compilers.cc), *flags, *objects, "-o",
                        self.product(folder),
                        *shlex.split(compilers.ldflags)], check=True)


def part(functions):
    lines = ["#include <stdlib.h>"]
    for number in functions:
        lines += [f"void function{number}(unsigned line)",
                  "{ switch (line) {"]
        # One that returned its block would stand for its caller's line.
        lines += [f"case {line}: free(malloc(32)); break;"
                  for line in range(EACH)]
        lines += ["} }"]
    return "\n".join(lines) + "\n"


def table(functions):
    lines = ["typedef void making_pair(unsigned line);"]
    lines += [f"making_pair function{number};" for number in functions]
    lines += ["making_pair *const functions[] = {",
              *(f"function{number}," for number in functions), "};",
              f"const unsigned function_count = {len(functions)};"]
    return "\n".join(lines) + "\n"
