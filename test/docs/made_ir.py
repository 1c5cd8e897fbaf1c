# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The code that docs/how-it-works.md shows: what clang makes of the page's own
program, and what becomes of it with lines and with stacks."""
import os
import re
import subprocess
import tempfile

PAGE = "docs/how-it-works.md"
FUNCTION = "push"
MODES = {"ir-plain": [], "ir-lines": ["--profile-memory"],
         "ir-stacks": ["--profile-memory=stacks"]}
# What doesn't matter here, and is taken out.
NOISE = re.compile(
    r",? !\w+ !\d+|,? align \d+| #\d+|(?<=define )dso_local"
    r"| local_unnamed_addr| noundef| noalias| nonnull"
    r"| dereferenceable_or_null\(\d+\)| +; preds = .*| inbounds")
FRAMES = "@__memtrace_thread_frames"
# The fields of memtrace_thread_frames in abi.h, by their distance.
FIELDS = {"2": "ambient", "16": "callers", "24": "capacity"}
FIELD = re.compile(rf"getelementptr \(i8, ptr {FRAMES}, i64 (\d+)\)")


def simplified(line):
    line = FIELD.sub(lambda found: f"{FRAMES}.{FIELDS[found[1]]}",
                     NOISE.sub("", line))
    # The ambient site and the depth have the address of the whole.
    return re.sub(rf"ptr {FRAMES}$", f"ptr {FRAMES}.word",
                  re.sub(r"\b(define|call)  +", r"\1 ", line))


def function_of(ir):
    body = re.search(rf"^define [^\n]*@{FUNCTION}\(.*?^}}\n", ir, re.M | re.S)
    return "\n".join(simplified(line) for line in body[0].splitlines())


def compiled(tools, source, flags):
    return subprocess.run(
        [tools.command("memtrace-cc"), *flags, "-O1", "-gline-tables-only",
         "-fno-discard-value-names", "-S", "-emit-llvm", source, "-o", "-"],
        check=True, text=True, stdout=subprocess.PIPE).stdout


def blocks(tools):
    source = re.search(r"^```c\n(.*?)^```", tools.read(PAGE), re.M | re.S)[1]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "list.c")
        with open(path, "w", encoding="utf-8") as file:
            file.write(source)
        return {PAGE: {
            name: "```llvm\n" + function_of(
                compiled(tools, path, flags)) + "\n```\n"
            for name, flags in MODES.items()}}
