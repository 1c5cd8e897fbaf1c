# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# make.py: xmalloc and its family in a file of their own, strings in caches,
# children by fork, itself run by itself.
import inputs
from program import Program


class Make(Program):
    name, package = "make", "make-dfsg"
    needs = ["autoconf", "automake", "autopoint", "gettext", "make",
             "pkg-config", "perl"]
    products = ["make"]

    def build(self, tree):
        if not (tree.path / "configure").exists():
            tree.run("autoreconf", "-fi")
        tree.run("./configure", "--disable-nls", "--without-guile")
        tree.make("MAKEINFO=true")

    def test(self, tree, settings):
        # misc/fopen-fail opens files until there are no more.
        tree.run("bash", "-c", 'ulimit -n 1024; exec perl ./run_make_tests.pl '
                 '-srcdir "$1" -make ../make', "bash", tree.path, cwd="tests",
                 settings=settings, log="test")

    def work(self, tree, folder, scale, measured):
        inputs.write_makefile(folder / "in.mk", 500 * scale)
        with open(folder / "out", "w") as out:
            measured.run(tree.path / "make", "-s", "-r", "-n", "-f",
                         folder / "in.mk", "all", stdout=out, cwd=folder)


PROGRAM = Make()
