# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# instructions.py: instructions that MemTrace adds to an event, in each mode.
# callgrind counts two lengths of a loop; the difference leaves start and end
# out. The counts repeat, so the bounds need no margin, but clang 14's and 16's
# runtime takes up to 5 instructions more (20 around operator new).
#
#   instructions.py [--save FILE.json] BIN CLANG WORK-FOLDER
#
# BIN has memtrace-cc, and CLANG is what it calls, with -++ for C++.
import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SHORT, LONG = 10_000, 110_000
DEPTH = 40  # calls around an event: more than any mode keeps here
FLAGS = ["-O2", "-gdwarf-4"]  # what valgrind can read

PAIR, NEW = "malloc and free", "new and delete"


class Mode:
    """`bound`: the most that may be added. `frames`: None while off."""

    def __init__(self, name, event, bound, profile="lines", macros=(),
                 frames=1, cache=0, library=None):
        self.name, self.event, self.bound = name, event, bound
        self.profile, self.macros, self.frames = profile, macros, frames
        self.cache, self.library = cache, library

    def source(self):
        return "new_pairs.cpp" if self.event == NEW else "pairs.c"


MODES = [
    Mode("off", PAIR, 8, frames=None),
    Mode("off, and may be started", PAIR, 37, macros=["MAY_START"],
         frames=None),
    Mode("lines", PAIR, 68),
    Mode("lines, with the cache", PAIR, -32, cache=1),
    Mode("lines, a new peak", "malloc", 50, macros=["GROW"]),
    Mode("lines", "calloc and free", 80, macros=["CALLOC"]),
    Mode("lines, with the cache", "calloc and free", -100, macros=["CALLOC"],
         cache=1),
    Mode("lines", "realloc in place", 97, macros=["REALLOC"]),
    Mode("lines, in a library", "strdup and free", 75, macros=["DUPLICATE"]),
    Mode("off", NEW, 30, frames=None),
    Mode("lines", NEW, 92),
    Mode("lines, with the cache", NEW, -10, cache=1),
    Mode("stacks, off", PAIR, 8, "stacks", frames=None),
    Mode("stacks, 1 frame", PAIR, 68, "stacks"),
    Mode("stacks, 8 frames", PAIR, 125, "stacks", frames=8),
    Mode("stacks, 8 frames, with the cache", PAIR, 18, "stacks", frames=8,
         cache=1),
    Mode("stacks, 32 frames", PAIR, 200, "stacks", frames=32),
]

# Allocators that do the work instead of glibc's. Much of what is added there is
# what they take to say how large a block is: twice, and once with the cache.
BEHIND = [("jemalloc", "libjemalloc.so.2", 190, 100),
          ("mimalloc", "libmimalloc.so.2.0", 170, 50),
          ("tcmalloc", "libtcmalloc_minimal.so.4", 175, 92)]


def behind(clang):
    for name, file, bound, cached in BEHIND:
        path = subprocess.run([clang, f"-print-file-name={file}"], text=True,
                              stdout=subprocess.PIPE, check=True).stdout.strip()
        if path == file:
            print(f"left out: {file} is not installed")
        else:
            mode = f"lines, {name} behind"
            yield Mode(mode, PAIR, bound, library=path)
            yield Mode(f"{mode}, with the cache", PAIR, cached, library=path,
                       cache="all")


class Programs:
    def __init__(self, given):
        self.given, self.built = given, {}

    def get(self, mode, profile):
        """profile: None for the plain one."""
        key = mode.source(), tuple(mode.macros), profile, mode.library
        if key not in self.built:
            self.built[key] = self._build(*key)
        return self.built[key]

    def _build(self, source, macros, profile, library):
        clang = str(self.given.clang)
        compiler = [clang + "++" if source.endswith("pp") else clang]
        if profile:
            language = "c++" if source.endswith("pp") else "cc"
            compiler = [str(self.given.bin / f"memtrace-{language}"),
                        f"--profile-memory={profile}"]
        elif "MAY_START" in macros:
            macros = ()
        out = self.given.work / f"program-{len(self.built)}"
        subprocess.run([*compiler, *FLAGS, *(f"-D{word}" for word in macros),
                        HERE / source, *([library] if library else []),
                        "-o", out], check=True)
        return out


def instructions(program, count, settings):
    clean = {key: value for key, value in os.environ.items()
             if not key.startswith("MEMTRACE_")}
    run = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         program, str(count), str(DEPTH)], text=True, capture_output=True,
        env={**clean, **settings})
    found = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode or not found:
        sys.exit(f"{program} under callgrind:\n{run.stderr}")
    return int(found[1])


def an_event(program, **settings):
    short = instructions(program, SHORT, settings)
    return (instructions(program, LONG, settings) - short) / (LONG - SHORT)


def check_traced(report, mode):
    """A run that traced nothing would be a fast one."""
    text = report.read_text()
    blocks = re.search(r"^allocated .* (\d+)  ", text, re.MULTILINE)
    if not blocks or int(blocks[1]) < LONG:
        sys.exit(f"{mode.name}, {mode.event}: events were not traced:\n{text}")


def measure(mode, programs, plain):
    report = programs.given.work / "report.txt"
    settings = {}
    if mode.frames:
        report.unlink(missing_ok=True)
        settings = {"MEMTRACE_OUT": str(report),
                    "MEMTRACE_FRAMES": str(mode.frames),
                    "MEMTRACE_CACHE": str(mode.cache)}
    added = an_event(programs.get(mode, mode.profile), **settings) - plain
    if mode.frames:
        check_traced(report, mode)
    return added


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--save", type=pathlib.Path)
    parser.add_argument("bin", type=pathlib.Path)
    parser.add_argument("clang", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    programs, plain, rows, bad = Programs(given), {}, [], []
    for mode in [*MODES, *behind(given.clang)]:
        program = programs.get(mode, None)
        if program not in plain:
            plain[program] = an_event(program)
        added = measure(mode, programs, plain[program])
        rows.append({"event": mode.event, "mode": mode.name,
                     "plain": round(plain[program], 1),
                     "added": round(added, 1)})
        print(f"{mode.event}: plain {plain[program]:.1f} instructions, "
              f"{mode.name} {added:+.1f}, at most {mode.bound}", flush=True)
        if added > mode.bound or plain[program] < 20:
            bad.append(mode)
    if given.save:
        given.save.write_text(json.dumps({"instructions": rows}) + "\n")
    if bad:
        sys.exit("more than the bound: "
                 + "; ".join(f"{mode.event}, {mode.name}" for mode in bad))


if __name__ == "__main__":
    main()
