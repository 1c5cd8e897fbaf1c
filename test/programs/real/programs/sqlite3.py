# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# sqlite3.py: one translation unit of a quarter of a million lines, pluggable
# allocators, a page cache, malloc_usable_size.
import os
import re
import shutil
import subprocess

import inputs
from program import Outcome, Program

# Of the test suite, files that use much of the library and need no hour.
TESTS = """select1 select2 select3 insert insert2 update delete index trigger1
    trigger2 join join2 where where2 func expr cast collate1 collate2 subquery
    autovacuum attach backup blob capi2 capi3 malloc5 malloc9 mem5 memsubsys1
    memsubsys2 thread001 thread002 thread003 wal wal2 fts3aa json101 json102
    loadext incrblob hook savepoint window1 upsert1 with1""".split()
NOBODY = 65534


class Sqlite3(Program):
    name, package = "sqlite3", "sqlite3"
    needs = ["tcl", "tcl-dev"]
    products = ["sqlite3"]
    counts_vary = .1, ("It uses all that malloc_usable_size says, which is "
                       "less by MemTrace's tag.")

    def build(self, tree):
        tree.run("./configure", "--disable-shared", "--disable-readline")
        tree.make("sqlite3")

    def test(self, tree, settings):
        tcl = subprocess.run(["dpkg-architecture", "-qDEB_HOST_MULTIARCH"],
                             text=True, check=True,
                             stdout=subprocess.PIPE).stdout.strip()
        tree.run("./configure", "--disable-shared", "--disable-readline",
                 f"--with-tcl=/usr/lib/{tcl}/tcl8.6", log="build-test")
        tree.make("testfixture", log="build-test")
        folder = tree.path / "_test"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        files = " ".join(f"{name}.test" for name in TESTS)
        (tree.path / "test/chosen.test").write_text(
            "set testdir [file normalize [file dirname $argv0]]\n"
            "set ::argv {}\nsource $testdir/permutations.test\n"
            f"run_tests chosen -files {{{files}}}\nfinish_test\n")
        # Several of the tests refuse root.
        user = []
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
                    "--clear-groups"]
        tree.run(*user, "../testfixture", "../test/chosen.test", cwd="_test",
                 settings=settings, log="test")

    def outcome(self, tree):
        log = tree.log("test")
        ended = re.findall(r"^(\d+) errors out of (\d+) tests", log, re.M)
        failures = re.findall(r"^!Failures on these tests: (.*)$", log, re.M)
        failed, tests = map(int, ended[-1]) if ended else (0, 0)
        return Outcome(tests - failed, failed,
                       tuple(" ".join(failures).split()))

    def work(self, tree, folder, scale, measured):
        script = folder / "script.sql"
        inputs.write_sql(script, 500 * scale)
        with open(script) as given, open(folder / "out", "w") as out:
            measured.run(tree.path / "sqlite3", ":memory:", stdin=given,
                         stdout=out)


PROGRAM = Sqlite3()
