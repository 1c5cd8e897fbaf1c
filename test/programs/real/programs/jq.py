# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# jq.py: JSON values with counted references, and a library for regular
# expressions that nobody instruments.
import re

import inputs
from program import Outcome, Program

FILTER = ("group_by(.user) | map({u: .[0].user, n: length, "
          "s: (map(.score) | add), t: (map(.tags[]) | unique | join(\",\")), "
          "m: (map(.nested.b | gsub(\"a(?<x>.)\"; \"b\" + .x))[0])}) "
          "| sort_by(-.n)[:50]")


class Jq(Program):
    name, package = "jq", "jq"
    needs = ["autoconf", "automake", "libtool", "bison", "flex", "make",
             "libonig-dev"]
    products = ["jq"]

    def build(self, tree):
        tree.run("autoreconf", "-fi")
        tree.run("./configure", "--disable-docs", "--disable-valgrind",
                 "--disable-shared", "--enable-static")
        tree.make()

    def test(self, tree, settings):
        tree.run("make", "check", settings=settings, log="test")

    def outcome(self, tree):
        """Each script is a test, and each case of those that count them."""
        said = re.findall(r"^(PASS|FAIL|ERROR): (.*)$", tree.log("test"), re.M)
        failures = [name for word, name in said if word != "PASS"]
        passed, failed = len(said) - len(failures), len(failures)
        for _, name in said:
            text = (tree.path / f"{name}.log").read_text(errors="replace")
            for good, cases in re.findall(r"(\d+) of (\d+) tests passed",
                                          text):
                passed += int(good)
                failed += int(cases) - int(good)
        return Outcome(passed, failed, tuple(failures))

    def work(self, tree, folder, scale, measured):
        inputs.write_json(folder / "in.json", 300 * scale)
        with open(folder / "out", "w") as out:
            measured.run(tree.path / "jq", "-c", FILTER, folder / "in.json",
                         stdout=out)


PROGRAM = Jq()
