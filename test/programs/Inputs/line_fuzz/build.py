# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# build.py: how a generated program is compiled, and what it reports.
import os
import subprocess
import sys
from random import Random

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                os.pardir))
from program import HEADER  # noqa: E402
from ledgers import Memtrace  # noqa: E402: of test/programs/Inputs
from report import Report  # noqa: E402
from stack_rows import Stacks  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 60
LEVELS = {
    "O0": ["-O0"], "O1": ["-O1"], "O2": ["-O2"], "O3": ["-O3"],
    "Os": ["-Os"], "lto": ["-O2", "-flto"], "thin": ["-O2", "-flto=thin"],
    "O0-lto": ["-O0", "-flto"], "mixed": None}
# A program that does nothing: what it reports is the C++ library's reserve and
# the first threads, which every program has.
EMPTY = "empty.cpp"
THREAD_LOCAL = os.path.join(os.pardir, "thread_local.c")


class BuildError(Exception):
    pass


class Tools:
    """Compilers, with and without MemTrace, and the plain library."""

    def __init__(self, bin_dir, clang, work, stacks=False):
        self.memtrace = Memtrace(bin_dir)
        self.kinds = ["stacks"] if stacks else ["lines"]
        self.traced = {".c": [os.path.join(bin_dir, "memtrace-cc")],
                       ".cpp": [os.path.join(bin_dir, "memtrace-c++")]}
        for command in self.traced.values():
            command.append("--profile-memory=" + self.kinds[0])
        self.plain = {".c": [clang], ".cpp": [clang + "++"]}
        self.folder = os.path.join(work, "plain")
        self.bases = {}

    def make_plain(self):
        os.makedirs(self.folder, exist_ok=True)
        objects = []
        for source in ("plain.c", "plain_catch.cpp", THREAD_LOCAL):
            out = os.path.join(self.folder, os.path.basename(source) + ".o")
            objects.append(out)
            call(self.plain[os.path.splitext(source)[1]] +
                 ["-O1", "-fPIC", "-fexceptions", "-c",
                  os.path.join(HERE, source), "-o", out], self.folder)
        call(self.plain[".cpp"] + ["-shared", *objects[:-1], "-o",
                                   "libplain.so"], self.folder)
        with open(os.path.join(self.folder, EMPTY), "w") as file:
            file.write("int main() { return 0; }\n")
        for shared in (False, True):
            program = os.path.join(self.folder, f"empty{shared:d}")
            call(self.traced[".cpp"] + [EMPTY, *self.plain_files(shared),
                                        "-o", program], self.folder)
            self.bases[shared] = report_of(program).rows

    def plain_files(self, shared):
        own = os.path.join(self.folder, "thread_local.c.o")
        if shared:
            return [own, os.path.join(self.folder, "libplain.so"),
                    "-Wl,-rpath," + self.folder]
        return [own, *(os.path.join(self.folder, name)
                       for name in ("plain.c.o", "plain_catch.cpp.o"))]


def call(command, folder):
    done = subprocess.run(command, cwd=folder, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise BuildError(" ".join(command) + "\n" + done.stdout)


def report_of(program):
    out = program + ".txt"
    run(program, out)
    return Report(out)


def stacks_of(tools, program):
    """[(bytes, blocks), (file, line)s]: innermost first."""
    out = program + ".memtrace"
    run(program, out)
    return [(amount, tuple(
        (os.path.normpath(entry["file"] or ""), entry["line"])
        if isinstance(entry, dict) else entry for entry in entries
        if isinstance(entry, dict) or entry[0] == "missing"))
        for amount, entries in Stacks(tools.memtrace.read(out)).rows()]


def run(program, out):
    if os.path.exists(out):
        os.unlink(out)
    try:
        done = subprocess.run(
            [program], text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=SECONDS, env={
                **os.environ, "MEMTRACE_OUT": out, "MEMTRACE_FRAMES": "128",
                "MEMTRACE_TOP": "1000000", "MEMTRACE_SORT": "total"})
    except subprocess.TimeoutExpired:
        raise BuildError(f"{program} doesn't end")
    if done.returncode or not os.path.exists(out):
        raise BuildError(f"{program}: exit status {done.returncode}, "
                         f"{done.stdout}")


class Setting:
    """The choices of a seed that are the same at all levels."""

    def __init__(self, seed):
        random = Random(f"setting {seed}")
        self.common = [random.choice(["-gline-tables-only", "-g", ""]),
                       random.choice(["", "", "", "-fno-inline"]),
                       random.choice(["", "-fPIC"])]
        self.standard = random.choice(["-std=c++17", "-std=c++20"])
        self.shared = random.random() < .4
        self.mixed = random

    def flags_of(self, unit, level):
        flags = LEVELS[level]
        if flags is None:
            flags = LEVELS[self.mixed.choice(["O0", "O1", "O2", "O3", "Os"])]
        own = ([self.standard] if unit.endswith(".cpp")
               else ["-std=gnu11", "-fexceptions"])
        return [f for f in flags + self.common + own if f]


def build(tools, program, seed, level, folder):
    """Compiles the program, whose files are in `folder`; its path. With stacks
    `mixed` also has units with lines only; which, is added to `lines`."""
    setting = Setting(seed)
    objects, lines = [], set()
    for unit in program.units:
        name, suffix = os.path.splitext(unit)
        objects.append(f"{name}.{level}.o")
        flags = setting.flags_of(unit, level)
        if level == "mixed" and tools.kinds == ["stacks"] and (
                setting.mixed.random() < .4):
            flags.append("--profile-memory=lines")
            lines |= {unit, HEADER}  # which is part of any
        call(tools.traced[suffix] + flags +
             ["-w", "-I", HERE, "-c", unit, "-o", objects[-1]], folder)
    link = ["-pthread"]
    if "lto" in level or level == "thin":
        link += LEVELS[level] + ["-fuse-ld=lld"]
    out = os.path.join(folder, "program." + level)
    call(tools.traced[".cpp"] + link + objects +
         tools.plain_files(setting.shared) + ["-o", out], folder)
    return out, tools.bases[setting.shared], lines
