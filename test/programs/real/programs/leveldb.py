# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# leveldb.py: C++ with an arena, a cache, and a thread that works behind.
import re
import shutil

from program import Outcome, Program


class Leveldb(Program):
    name, package = "leveldb", "leveldb"
    needs = ["cmake", "ninja-build", "libgtest-dev", "libgmock-dev",
             "libbenchmark-dev", "libsnappy-dev"]
    products = ["_build/db_bench"]
    varies = {"DBTest.HiddenValuesAreRemoved":
              "fails when the thread behind compacts late"}
    counts_vary = 33, "Its threads decide by time what is compacted when."

    def build(self, tree):
        tree.cmake("-DLEVELDB_BUILD_TESTS=ON", "-DLEVELDB_BUILD_BENCHMARKS=ON")
        tree.ninja("db_bench")

    def test(self, tree, settings):
        tree.ninja(log="build-test")
        tree.run("ctest", "--output-on-failure", cwd="_build",
                 settings=settings, log="test")

    def outcome(self, tree):
        """Each case of GoogleTest is a test, and each program by itself: it
        fails when it does without a case that failed."""
        last = tree.path / "_build/Testing/Temporary/LastTest.log"
        if not last.exists():  # it was ended early
            return Outcome(0, 1, ("no LastTest.log",))
        said = []
        for text in re.split(r"^\d+/\d+ Testing: ", last.read_text(
                errors="replace"), flags=re.M)[1:]:
            cases = re.findall(r"^\[ +(OK|FAILED) +\] (\S+) \(\d+ ms\)$",
                               text, re.M)
            ended = "Test Passed." in text or any(
                word == "FAILED" for word, _ in cases)
            said += [*cases, ("OK" if ended else "FAILED", text.split()[0])]
        return Outcome.of_names([name for word, name in said if word == "OK"],
                                [name for word, name in said if word != "OK"])

    def work(self, tree, folder, scale, measured):
        database = folder / "db"
        shutil.rmtree(database, ignore_errors=True)
        with open(folder / "out", "w") as out:
            measured.run(
                tree.path / "_build/db_bench", f"--db={database}",
                f"--num={1000 * scale}", "--threads=2",
                "--benchmarks=fillrandom,readrandom,overwrite,readseq",
                stdout=out, stderr=out)


PROGRAM = Leveldb()
