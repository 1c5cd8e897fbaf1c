# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# lua.py: a realloc-shaped allocator behind a function pointer, errors by
# longjmp, coroutines, a collector. Debian's package has no test suite, so
# there is one here.
import re
import shlex

from program import HERE, Outcome, Program

SCRIPT = HERE.parent / "Inputs" / "work.lua"
CHECKS = HERE / "programs" / "lua_checks.lua"


class Lua(Program):
    name, package = "lua", "lua5.4"
    products = ["lua"]

    def build(self, tree):
        source = tree.path / "src"
        # Debian's own build makes this header.
        (source / "lua5.4-deb-multiarch.h").write_text(
            '#define DEB_HOST_MULTIARCH "anywhere"\n')
        files = sorted(path.name for path in source.glob("*.c")
                       if path.name != "luac.c")
        # Lua takes the seed of its hashes from addresses and the time, and
        # when a table grows depends on it.
        tree.run(*shlex.split(tree.compilers.cc),
                 *shlex.split(tree.compilers.flags), "-DLUA_USE_POSIX",
                 "-DLUA_USE_DLOPEN", "-Dluai_makeseed(L)=12345u", "-Wl,-E",
                 *files, *shlex.split(tree.compilers.ldflags), "-lm", "-ldl",
                 "-o", "../lua", cwd="src")

    def test(self, tree, settings):
        tree.run("./lua", SCRIPT, "20000", settings=settings, log="test")
        tree.run("./lua", CHECKS, settings=settings, log="test")

    def outcome(self, tree):
        said = re.findall(r"^(ok|not ok) (.*)$", tree.log("test"), re.M)
        return Outcome.of_names([name for word, name in said if word == "ok"],
                                [name for word, name in said if word != "ok"])

    def work(self, tree, folder, scale, measured):
        with open(folder / "out", "w") as out:
            measured.run(tree.path / "lua", SCRIPT, 8000 * scale, stdout=out,
                         cwd=folder)


PROGRAM = Lua()
