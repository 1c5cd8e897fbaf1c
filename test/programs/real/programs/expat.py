# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# expat.py: memory through a table of function pointers, in a shared library.
import re

import inputs
from program import Outcome, Program


class Expat(Program):
    name, package = "expat", "expat"
    needs = ["autoconf", "automake", "libtool", "make"]
    products = ["expat/xmlwf/.libs/xmlwf", "expat/lib/.libs/libexpat.so"]

    def build(self, tree):
        tree.run("./buildconf.sh", cwd="expat")
        tree.run("./configure", "--without-docbook", cwd="expat")
        tree.make(cwd="expat")

    def test(self, tree, settings):
        tree.run("make", "check", cwd="expat", settings=settings, log="test")

    def outcome(self, tree):
        """The same checks run as C and as C++."""
        checks = failed = 0
        for log in tree.path.glob("expat/tests/runtests*.log"):
            for said in re.findall(r"Checks: (\d+), Failed: (\d+)",
                                   log.read_text(errors="replace")):
                checks, failed = checks + int(said[0]), failed + int(said[1])
        programs = re.findall(r"^FAIL: (.*)$", tree.log("test"), re.M)
        return Outcome(checks - failed, failed, tuple(programs))

    def work(self, tree, folder, scale, measured):
        inputs.write_xml_names(folder / "in.xml", 500 * scale)
        (folder / "out").mkdir(exist_ok=True)
        library = tree.path / "expat/lib/.libs"
        measured.run(tree.path / "expat/xmlwf/.libs/xmlwf", "-r", "-n",
                     "-d", folder / "out", folder / "in.xml",
                     env={"LD_LIBRARY_PATH": str(library)})


PROGRAM = Expat()
