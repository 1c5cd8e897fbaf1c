# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# small.py: the workloads of programs/: small, and little but allocation.
import pathlib
import shlex
import subprocess

from workload import Workload

PROGRAMS = pathlib.Path(__file__).resolve().parent / "programs"


class Small(Workload):
    """One source, whose argument is how much it does."""
    suffix = ".c"
    standard = []

    def __init__(self, name, amount, about, is_heavy=False, threads=1):
        self.name, self.amount, self.about = name, amount, about
        self.is_heavy, self.threads = is_heavy, threads

    @property
    def source(self):
        return PROGRAMS / (self.name + self.suffix)

    def compiler(self, compilers):
        return compilers.cc

    def build(self, compilers, folder):
        subprocess.run(
            [*shlex.split(self.compiler(compilers)), *self.standard,
             *shlex.split(compilers.flags), "-pthread", str(self.source),
             "-o", str(self.product(folder)),
             *shlex.split(compilers.ldflags)], check=True)

    def command(self, folder, scale):
        return [str(self.product(folder)),
                str(max(1, self.amount * scale // 100))]

    def units(self, folder):
        return [[*self.standard, str(self.source)]]


class SmallCxx(Small):
    language = "c++"
    suffix = ".cpp"
    standard = ["-std=c++17"]

    def compiler(self, compilers):
        return compilers.cxx


class Json(SmallCxx):
    needs = ["nlohmann-json3-dev"]


WORKLOADS = [
    Small("pairs", 500, "malloc and free of small blocks, and nothing else",
          is_heavy=True),
    Small("cfrac", 100, "factors integers by continued fractions, with "
          "numbers that are blocks", is_heavy=True),
    Small("espresso", 1200, "minimizes boolean functions", is_heavy=True),
    SmallCxx("containers", 2500, "strings, vectors, maps, lists, shared "
             "pointers", is_heavy=True),
    Json("json", 150, "nlohmann-json: parses a document and writes it",
         is_heavy=True),
    Small("churn", 10_000_000, "random sizes and lifetimes, 20,000 slots"),
    Small("larson", 15_000, "two threads that free each other's blocks",
          threads=2),
    Small("producer_consumer", 40_000,
          "one thread allocates, the other one frees", threads=2),
    Small("against", 16_000_000, "two threads, each with its own blocks",
          threads=2),
]
