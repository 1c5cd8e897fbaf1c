# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# leveldb.py: C++ with an arena, a cache, and a thread that works behind.
import shutil

from program import Program


class Leveldb(Program):
    name, package = "leveldb", "leveldb"
    needs = ["cmake", "ninja-build", "libgtest-dev", "libgmock-dev",
             "libbenchmark-dev", "libsnappy-dev"]
    products = ["_build/db_bench"]

    def build(self, tree):
        tree.cmake("-DLEVELDB_BUILD_TESTS=ON", "-DLEVELDB_BUILD_BENCHMARKS=ON")
        tree.ninja("db_bench")

    def test(self, tree, settings):
        tree.ninja(log="build-test")
        tree.run("ctest", "--output-on-failure", cwd="_build",
                 settings=settings, log="test")

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
