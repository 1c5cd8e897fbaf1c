# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# make.py: xmalloc and its family in a file of their own, strings in caches,
# children by fork, itself run by itself.
import re

import inputs
from program import Outcome, Program

KEPT = "'MEMTRACE_OUT', 'MEMTRACE_TOP', 'LD_PRELOAD', 'CENSUS_OUT',"


class Make(Program):
    name, package = "make", "make-dfsg"
    needs = ["autoconf", "automake", "autopoint", "gettext", "make",
             "pkg-config", "perl"]
    products = ["make"]

    def build(self, tree):
        if not (tree.path / "configure").exists():
            tree.run("autoreconf", "-fi")
        # The tests are run with few variables; these are MemTrace's own and
        # what census.c needs.
        driver = tree.path / "tests/test_driver.pl"
        text, kept = driver.read_text(), "'PURIFYOPTIONS',"
        if text.count(kept) != 1:
            raise SystemExit("make: the tests' environment is not as expected")
        driver.write_text(text.replace(kept, f"{kept} {KEPT}"))
        tree.run("./configure", "--disable-nls", "--without-guile")
        tree.make("MAKEINFO=true")

    def test(self, tree, settings):
        # misc/fopen-fail opens files until there are no more.
        tree.run("bash", "-c", 'ulimit -n 1024; exec perl ./run_make_tests.pl '
                 '-srcdir "$1" -make ../make', "bash", tree.path, cwd="tests",
                 settings=settings, log="test")

    def outcome(self, tree):
        """By file: `functions/abspath ... FAILED (1/2 passed)`."""
        passed, failed, failures = 0, 0, []
        for name, good, tests in re.findall(
                r"^(\w+/\S+) \.+ (?:ok +|FAILED )\((?:(\d+)/?(\d+)? passed|no "
                r"tests found!)\)", tree.log("test"), re.M):
            bad = int(tests or good or 0) - int(good or 0)
            passed, failed = passed + int(good or 0), failed + bad
            if tests or not good:
                failures.append(name)
        return Outcome(passed, failed, tuple(failures))

    def work(self, tree, folder, scale, measured):
        inputs.write_makefile(folder / "in.mk", 500 * scale)
        with open(folder / "out", "w") as out:
            measured.run(tree.path / "make", "-s", "-r", "-n", "-f",
                         folder / "in.mk", "all", stdout=out, cwd=folder)


PROGRAM = Make()
