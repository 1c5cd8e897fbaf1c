# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# pugixml.py: a library with pages of its own, taken by functions that the
# user may set. The workload is a program of ours, beside the library.
import re
import shutil

import inputs
from program import HERE, Outcome, Program


class Pugixml(Program):
    name, package = "pugixml", "pugixml"
    needs = ["make"]
    products = ["work"]

    def build(self, tree):
        c = tree.compilers
        shutil.copy(HERE / "programs/pugixml_work.cpp", tree.path / "work.cpp")
        tree.run(c.cxx, *c.flags.split(), "-std=c++11", "-Isrc", "work.cpp",
                 "src/pugixml.cpp", *c.ldflags.split(), "-o", "work")

    def test(self, tree, settings):
        c = tree.compilers
        tree.make("config=release", f"CXX={c.cxx}",
                  f"CXXFLAGS=-c -MMD -MP -std=c++11 {c.flags}",
                  f"LDFLAGS={c.ldflags}", "all", log="build-test")
        (test,) = (path for path in tree.path.glob("build/**/test")
                   if path.is_file())
        tree.run(test, settings=settings, log="test")

    def outcome(self, tree):
        log = tree.log("test")
        failures = re.findall(r"^Test (\S+) failed", log, re.M)
        good = re.search(r"^Success: (\d+) tests passed", log, re.M)
        bad = re.search(r"^FAILURE: (\d+) out of (\d+) tests", log, re.M)
        if bad:
            failed, tests = map(int, bad.groups())
        else:
            failed, tests = 0, int(good[1]) if good else 0
        return Outcome(tests - failed, failed, tuple(failures))

    def work(self, tree, folder, scale, measured):
        inputs.write_xml(folder / "in.xml", 500 * scale)
        with open(folder / "out", "w") as out:
            measured.run(tree.path / "work", folder / "in.xml", stdout=out)


PROGRAM = Pugixml()
