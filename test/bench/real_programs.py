# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# real_programs.py: programs of Debian's as workloads; how they are built and
# what they work on is said in test/programs/real.
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "programs/real"))
import inputs  # noqa: E402
import program  # noqa: E402
from programs import jq, lua, ninja, redis, sqlite3  # noqa: E402

from workload import Workload  # noqa: E402


class Real(Workload):
    keeps_build = True
    sources = program.ROOT / "build/sources"
    program = None

    @property
    def needs(self):
        return self.program.needs

    def fetch(self):
        program.fetch(self.program, self.sources)

    def build(self, compilers, folder):
        tree = program.Tree(self.program, compilers, folder, os.cpu_count())
        tree.build(self.sources)
        (folder / "tree").symlink_to(tree.path)

    def product(self, folder):
        return folder / "tree" / self.program.products[0]

    def input(self, folder, scale, write, size):
        """Written once: it takes longer than to run the program."""
        path = folder / f"input-{scale}"
        if not path.exists():
            write(path, max(1, size * scale))
        return path


class Lua(Real):
    name, program = "lua", lua.PROGRAM
    about = "Lua 5.4: tables and strings, through realloc"
    is_heavy = True

    def command(self, folder, scale):
        return [self.product(folder), lua.SCRIPT, max(1, 10000 * scale)]

    def units(self, folder):
        return [["-DLUA_USE_POSIX", "-DLUA_USE_DLOPEN", path] for path
                in sorted((folder / "tree/src").glob("*.c"))
                if path.name != "luac.c"]


class SpeedTest(sqlite3.Sqlite3):
    products = ["speedtest1"]

    def build(self, tree):
        tree.run("./configure", "--disable-shared", "--disable-readline")
        tree.make("speedtest1")


class Sqlite(Real):
    name, program = "sqlite3", SpeedTest()
    about = "sqlite3's own speedtest1, in memory"

    def command(self, folder, scale):
        return [self.product(folder), "--memdb", "--size", max(1, scale // 4)]

    def units(self, folder):
        return [[folder / "tree/sqlite3.c"]]


class Jq(Real):
    name, program = "jq", jq.PROGRAM
    about = "jq groups, sorts and sums the records of a JSON file"

    def command(self, folder, scale):
        data = self.input(folder, scale, inputs.write_json, 300)
        return [self.product(folder), "-c", jq.FILTER, data]


class Ninja(Real):
    name, program, language = "ninja", ninja.PROGRAM, "c++"
    about = "ninja reads a large build file and explains what is to be done"

    def command(self, folder, scale):
        place = folder / f"place-{scale}"

        def write(path, edges):
            (place / "src").mkdir(parents=True, exist_ok=True)
            for name in inputs.write_ninja(path, edges):
                (place / name).touch()
        data = self.input(folder, scale, write, 500)
        return [self.product(folder), "-C", place, "-f", data, "-n", "-d",
                "explain"]


class Redis(Real):
    name, program = "redis", redis.PROGRAM
    about = "redis-server under redis-benchmark"
    tests = "set,get,incr,lpush,rpop,sadd,hset,zadd,lrange_100,mset"

    def command(self, folder, scale):
        return [self.product(folder), "--port", "0", "--unixsocket",
                "socket", "--save", "", "--dir", folder, "--logfile", "log"]

    def run(self, folder, scale, measured):
        # The length of a socket's path is limited.
        (folder / "socket").unlink(missing_ok=True)
        server = measured.start(*self.command(folder, scale), cwd=folder,
                                stdout=subprocess.DEVNULL)
        try:
            while self.client(folder, "redis-cli", "ping"):
                if server.poll() is not None:
                    raise SystemExit(server.returncode)
                time.sleep(.02)
            self.client(folder, "redis-benchmark", "-q", "-n", 150 * scale,
                        "-c", 20, "-P", 16, "-r", 100000, "-d", 100, "-t",
                        self.tests)
            self.client(folder, "redis-cli", "shutdown", "nosave")
            if server.wait():
                raise SystemExit(server.returncode)
        finally:
            if server.poll() is None:
                server.kill()
                server.wait()

    def client(self, folder, name, *arguments):
        return subprocess.run(
            [folder / "tree/src" / name, "-s", "socket",
             *map(str, arguments)], cwd=folder, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=program.clean_environment()).returncode


WORKLOADS = [Lua(), Sqlite(), Jq(), Ninja(), Redis()]
