# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# line_matrix.py: the same program gives the same user lines, whatever library,
# standard, optimization and debug information it is built with. Prints a table
# of the cells that were tried and of those that were not, with the reason.
#
#   line_matrix.py --work DIR --llvm N --clang CLANG --memtrace-cxx CXX
#                  --library LIBRARY [--all]
#
# Two programs stand in the cells. line_matrix.cpp has the ways in which the
# language asks for memory, and its comments have the table of its rows.
# containers.cpp uses the library, and each of its lines must have what a
# counter saw it ask for (same_counts.py).
import argparse
import itertools
import math
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass

import same_counts
from report import size_text

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGE, LIBRARY = (os.path.join(HERE, name)
                     for name in ("line_matrix.cpp", "containers.cpp"))

STANDARDS = "c++17", "c++20"
LEVELS = ("-O0", "-O1", "-O2", "-O3", "-Os", "-O2 -fno-inline", "-O2 -flto",
          "-O2 -flto=thin")
DEBUG = "-g", "-gline-tables-only", "-g0"
FEATURES = {"c++17": ("pmr", "joined_async"),
            "c++20": ("pmr", "joined_async", "ranges", "coroutines", "format",
                      "jthread", "shared_array")}

# From which version of the library and which clang on a feature can be used.
# libc++ detaches the threads of std::async: one may free its last blocks
# before or after the end of the program.
NEEDS = {("libstdc++", "format"): (13, 14),
         ("libstdc++", "ranges"): (10, 16),
         ("libc++", "joined_async"): (math.inf, 14),
         ("libc++", "pmr"): (16, 14),
         ("libc++", "ranges"): (15, 14),
         ("libc++", "format"): (17, 14),
         ("libc++", "shared_array"): (15, 14),
         ("libc++", "jthread"): (20, 14)}
VERSIONS = {"libstdc++": ("_GLIBCXX_RELEASE", 1),
            "libc++": ("_LIBCPP_VERSION", 10000)}

# Of containers.cpp, which takes long.
FEW = {
    "libstdc++": (("c++17", "-O0", "-g"), ("c++20", "-O1", "-g0"),
                  ("c++17", "-O2", "-gline-tables-only"),
                  ("c++20", "-O3", "-g"),
                  ("c++17", "-O2 -fno-inline", "-g"),
                  ("c++17", "-O2 -flto", "-g"),
                  ("c++20", "-O2 -flto=thin", "-gline-tables-only")),
    "libc++": (("c++20", "-O2", "-g"),),
}


@dataclass
class Cell:
    source: str
    library: str
    standard: str
    level: str
    debug: str

    def __str__(self):
        return " ".join((os.path.basename(self.source), self.library,
                         self.standard, self.level, self.debug))


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True, help="folder to build in")
    parser.add_argument("--llvm", required=True, type=int)
    parser.add_argument("--clang", required=True)
    parser.add_argument("--memtrace-cxx", required=True)
    parser.add_argument("--library", required=True, choices=FEW)
    parser.add_argument("--all", action="store_true",
                        help="every cell, which takes long")
    return parser.parse_args()


def cells(given):
    """Of line_matrix.cpp two for each level: both standards, and in turn two of
    the three kinds of debug information; with libc++ one of them."""
    product = list(itertools.product(STANDARDS, LEVELS, DEBUG))
    language = [
        (STANDARDS[n % 2], level, DEBUG[(n // 2) % 3])
        for n, level in enumerate(level for level in LEVELS for _ in (0, 1))]
    if given.library == "libc++":
        language = [language[n + n // 2 % 2] for n in range(0, len(language), 2)]
    for source, few in ((LANGUAGE, language), (LIBRARY, FEW[given.library])):
        for options in product if given.all else few:
            yield Cell(source, given.library, *options)


def library_version(given):
    """0: clang finds no such library, or one that it can't read."""
    macro, unit = VERSIONS[given.library]
    tried = subprocess.run(
        [given.clang + "++", f"-stdlib={given.library}", "-std=c++20", "-x",
         "c++", "-", "-o", os.path.join(given.work, "version")], text=True,
        input=f"#include <string>\nint main() {{ __builtin_printf(\"%d\", "
        f"{macro}); return int(std::string().size()); }}",
        capture_output=True)
    if tried.returncode:
        return 0
    version = int(subprocess.check_output(
        [os.path.join(given.work, "version")]))
    return version // (unit if version > 100000 or unit == 1 else 1000)


def features(cell, version, llvm):
    """The features of a cell, and why others aren't among them."""
    had, missing = [], []
    for feature in FEATURES[cell.standard]:
        library, clang = NEEDS.get((cell.library, feature), (0, 0))
        if version < library:
            missing.append(f"{feature} ({cell.library} {version})")
        elif llvm < clang:
            missing.append(f"{feature} (clang {llvm})")
        else:
            had.append(feature)
    return had, missing


def flags(cell, had):
    words = [f"-std={cell.standard}", *shlex.split(cell.level), cell.debug,
             "-pthread", *(f"-DWITH_{name.upper()}" for name in had)]
    if cell.library == "libc++":
        words.append("-stdlib=libc++")
    if "-flto" in cell.level:
        words.append("-fuse-ld=lld")
    return words


def expected_rows(source, had):
    """(file, line) -> (size text or *, blocks or *), from the comments."""
    rows = {}
    for line, text in enumerate(open(source), 1):
        mark = re.search(r"// .*\bEXPECT(?:\((\w+)\))? (\d+|\*) (\d+|\*)"
                         r"(?: ([\w.]+):(\d+))?", text)
        if not mark or (mark[1] and mark[1] not in had):
            continue
        bytes, blocks = (word if word == "*" else int(word)
                         for word in mark.group(2, 3))
        place = ((mark[4], int(mark[5])) if mark[4]
                 else (os.path.basename(source), line))
        rows[place] = bytes if bytes == "*" else size_text(bytes), blocks
    return rows


def matches(row, want):
    return row is not None and all(
        expected in ("*", got) for got, expected in zip(row, want))


def language_differences(cell, had, report):
    """Rows and the comments' table; <unknown> may have what the library asks
    for before the program begins."""
    want = expected_rows(cell.source, had)
    got = {(os.path.basename(file), line): row
           for (file, line), row in report.rows.items()}
    unknown = got.pop(("<unknown>", 0), None)
    if unknown and unknown != (size_text(72704), 1):
        yield f"<unknown> has {unknown}"
    if cell.debug == "-g0":
        yield from function_differences(cell, want, got, report)
        return
    for place in sorted(got.keys() | want.keys()):
        if place not in want:
            yield f"{place} is no line of the table, it has {got[place]}"
        elif not matches(got.get(place), want[place]):
            yield f"{place} has {got.get(place)}, expected {want[place]}"


def function_differences(cell, want, got, report):
    """With -g0 rows are functions of the source: none of the library's, and
    together the blocks of all lines. The report says so."""
    file = os.path.basename(cell.source)
    for (name, line), row in got.items():
        function = re.fullmatch(re.escape(file) + r"\((.+)\)", name)
        if line or not function:
            yield f"{name}:{line} is no function of the source, it has {row}"
        elif re.match(r"_ZN?K?(St|9__gnu_cxx)|_GLOBAL_", function[1]):
            yield f"{function[1]} is no name that a reader knows"
    least = sum(1 if blocks == "*" else blocks
                for _, blocks in want.values())
    exact = all(blocks != "*" for _, blocks in want.values())
    blocks = sum(blocks for _, blocks in got.values())
    if blocks < least or (exact and blocks != least):
        yield f"{blocks} blocks, expected {least}"
    if report.text.count("modules built with -g0") != 1:
        yield "the report doesn't say once that there are no lines"


def try_language(cell, had, given):
    program = same_counts.build(
        given.memtrace_cxx + " --profile-memory", flags(cell, had),
        os.path.join(given.work, "language"), cell.source)
    ran, report = same_counts.trace(given.work, [program])
    wrong = list(language_differences(cell, had, report))
    if ran.returncode or ran.stdout or ran.stderr:
        wrong.append(f"the program ended so: {ran}")
    return wrong, report


def try_library(cell, had, given):
    """What is linked with LTO is counted in the traced build with tracing off,
    for its optimizer sees more of the plain one. So is what would only be
    built a second time for other debug information."""
    is_plain_built = cell.level in ("-O0", "-O2", "-O3") and cell.debug != "-g0"
    return same_counts.differences(argparse.Namespace(
        work=given.work, plain=given.clang + "++",
        traced=given.memtrace_cxx + " --profile-memory",
        flags=[shlex.join(flags(cell, had))], counter_cc=given.clang,
        lto=not is_plain_built, rows_in_source=False,
        functions=cell.debug == "-g0", args="", source=cell.source))


def main():
    given = options()
    os.makedirs(given.work, exist_ok=True)
    version = library_version(given)
    failed = False
    for cell in cells(given):
        if not version:
            print(f"skipped  {cell}: clang {given.llvm} has no "
                  f"{given.library} that it can read")
            failed = True
            continue
        had, missing = features(cell, version, given.llvm)
        attempt = try_language if cell.source == LANGUAGE else try_library
        try:
            wrong, report = attempt(cell, had, given)
        except SystemExit as error: # what doesn't build has no report
            wrong, report = [str(error)], None
        print("FAILED  " if wrong else "tried   ", cell,
              "without " + ", ".join(missing) if missing else "", flush=True)
        for text in wrong:
            print("   ", text)
        if wrong and report:
            print(report.text)
        failed |= bool(wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
