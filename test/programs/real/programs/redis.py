# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# redis.py: zmalloc, which asks malloc_usable_size of each block, threads, a
# Lua inside, fork to save.
import re
import subprocess
import time

import inputs
from program import Outcome, Program, clean_environment

TESTS = """type/string type/incr type/hash type/zset type/list type/set
    scripting multi expire keyspace aofrw lazyfree pubsub dump""".split()


class Redis(Program):
    name, package = "redis", "redis"
    needs = ["make", "tcl", "procps", "pkg-config"]
    products = ["src/redis-server"]
    counts_vary = 5, ("The server works by the clock, and sizes its buffers by "
                      "what a read happens to bring.")

    def build(self, tree):
        c = tree.compilers
        # The flags of its makefiles, for what it brings along as well, are
        # added to those of the environment.
        tree.make("MALLOC=libc", "USE_SYSTEMD=no", "BUILD_TLS=no",
                  "OPTIMIZATION=-O2", f"CC={c.cc}", f"CXX={c.cxx}")

    def test(self, tree, settings):
        chosen = [word for name in TESTS
                  for word in ("--single", f"unit/{name}")]
        tree.run("./runtest", "--clients", "1", "--tags",
                 "-slow -large-memory -needs:debug", *chosen,
                 settings=settings, log="test")

    def outcome(self, tree):
        """What is skipped counts as neither."""
        log = re.sub(r"\x1b\[[\d;]*m", "", tree.log("test"))
        said = re.findall(r"^\[(ok|err|exception|skip|ignore)\]: (.*?)"
                          r"(?: \(\d+ ms\))?$", log, re.M)
        return Outcome.of_names(
            [name for word, name in said if word == "ok"],
            [name for word, name in said if word in ("err", "exception")])

    def work(self, tree, folder, scale, measured):
        commands, socket = folder / "in.resp", folder / "socket"
        inputs.write_commands(commands, 1000 * scale)
        for left in (socket, folder / "dump.rdb"):
            left.unlink(missing_ok=True)
        source = tree.path / "src"

        def client(*arguments, **kinds):
            return subprocess.run(
                [source / "redis-cli", "-s", socket, *arguments], text=True,
                stdout=subprocess.PIPE, env=clean_environment(), **kinds)

        server = measured.start(
            source / "redis-server", "--port", "0", "--unixsocket", socket,
            "--save", "", "--dir", folder, "--logfile", folder / "log")
        try:
            while client("ping", stderr=subprocess.DEVNULL).returncode:
                if server.poll() is not None:
                    raise SystemExit(f"redis-server: see {folder / 'log'}")
                time.sleep(.1)
            with open(commands) as given:
                client("--pipe", stdin=given, check=True)
            client("bgsave", check=True)
            while "rdb_bgsave_in_progress:1" in client("info",
                                                       "persistence").stdout:
                time.sleep(.1)
            client("shutdown", "nosave")
            if server.wait():
                raise SystemExit(f"redis-server ended with "
                                 f"{server.returncode}")
        finally:
            if server.poll() is None:
                server.kill()


PROGRAM = Redis()
