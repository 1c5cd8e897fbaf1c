# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ninja.py: C++ that makes millions of small objects and keeps them.
import re
import shutil

import inputs
from program import Outcome, Program


class Ninja(Program):
    name, package = "ninja", "ninja-build"
    needs = ["cmake", "ninja-build", "libgtest-dev", "re2c"]
    products = ["_build/ninja"]

    def build(self, tree):
        tree.cmake("-DBUILD_TESTING=ON")
        tree.ninja("ninja")

    def test(self, tree, settings):
        tree.ninja("ninja_test", log="build-test")
        tree.run("./ninja_test", cwd="_build", settings=settings, log="test")

    def outcome(self, tree):
        """A test that fails says so after its name."""
        passed, failures = [], []
        for text in re.split(r"^(?=\[\d+/\d+\] )", tree.log("test"),
                             flags=re.M)[1:]:
            name = text.split("\n")[0].split(" ")[1]
            (failures if "*** Failure" in text else passed).append(name)
        return Outcome.of_names(passed, failures)

    def work(self, tree, folder, scale, measured):
        place = folder / "place"
        shutil.rmtree(place, ignore_errors=True)
        (place / "src").mkdir(parents=True)
        for name in inputs.write_ninja(folder / "in.ninja", 500 * scale):
            (place / name).touch()
        with open(folder / "out", "w") as out:
            measured.run(tree.path / "_build/ninja", "-C", place, "-f",
                         folder / "in.ninja", "-n", "-d", "explain",
                         stdout=out, stderr=out)


PROGRAM = Ninja()
