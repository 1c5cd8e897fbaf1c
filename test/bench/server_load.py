#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# server_load.py: a redis-server with tracing on, under redis-benchmark with
# threads for input and output and a BGSAVE in each round. Fails when the server
# does, when MemTrace's own memory grows, or when a ledger at the end is wrong;
# prints a line for each round.
#
#   test/programs/real/real.py --memtrace build/llvm-19/bin build redis
#   server_load.py --memtrace build/llvm-19/bin --tree TREE [--seconds 300]
#
# TREE is the folder of redis' sources that real.py has built in.
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

PORT = "16479"
COMMANDS = "set,get,lpush,rpop,sadd,hset,zadd,lrange_100"


class Server:
    def __init__(self, tree, folder):
        self.tools = pathlib.Path(tree).resolve() / "src"
        self.ledger = folder / "redis.memtrace"
        self.process = subprocess.Popen(
            [self.tools / "redis-server", "--port", PORT, "--save", "",
             "--dir", folder, "--io-threads", "3", "--io-threads-do-reads",
             "yes", "--maxmemory", "300mb", "--maxmemory-policy",
             "allkeys-lru"], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
            env={**os.environ, "MEMTRACE_OUT": str(self.ledger)})

    def ask(self, *command):
        return subprocess.run(
            [self.tools / "redis-cli", "-p", PORT, *command], text=True,
            capture_output=True, check=True).stdout.strip()

    def wait_until_up(self):
        for _ in range(100):
            try:
                if self.ask("ping") == "PONG":
                    return
            except subprocess.CalledProcessError:
                pass
            time.sleep(0.1)
        sys.exit("the server doesn't answer")

    def work(self):
        subprocess.run(
            [self.tools / "redis-benchmark", "-p", PORT, "-q", "-n", "10000",
             "-c", "20", "-P", "8", "-r", "100000", "-d", "256", "-t",
             COMMANDS], stdout=subprocess.DEVNULL, check=True)

    def end(self):
        while "rdb_bgsave_in_progress:1" in self.ask("info", "persistence"):
            time.sleep(0.2)
        saved = self.ask("info", "persistence")
        commands = self.ask("info", "stats")
        self.process.send_signal(signal.SIGTERM)
        said = self.process.communicate()[1]
        if self.process.returncode or said or \
                "rdb_last_bgsave_status:ok" not in saved:
            sys.exit(f"status {self.process.returncode}: {said}{saved}")
        return next(line for line in commands.split()
                    if line.startswith("total_commands_processed"))


def report(memtrace, ledger):
    done = subprocess.run([memtrace, "export", "--to=json", ledger],
                          text=True, capture_output=True, check=True)
    return json.loads(done.stdout)


def own_bytes(ledger):
    """Without the tags, which are the program's blocks' own."""
    return ledger["own_bytes"] - 4 * ledger["current"]["blocks"]


def check(ledger):
    sites = ledger["sites"]
    inherited = ledger["inherited"] or {"bytes": 0}
    live = (ledger["allocated"]["bytes"] + inherited["bytes"]
            - ledger["freed"]["bytes"])
    wrong = [ledger["process"]["state"] != "finished",
             live != ledger["current"]["bytes"],
             live != sum(site["current"]["bytes"] for site in sites),
             any(site["current"]["bytes"] < 0 for site in sites),
             ledger["bad_tags"], ledger["damaged_blocks"],
             ledger["untracked"]["blocks"], ledger["incomplete"]]
    if any(wrong):
        sys.exit(f"process {ledger['process']}: {wrong}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--memtrace", required=True)
    parser.add_argument("--tree", required=True)
    parser.add_argument("--seconds", type=int, default=300)
    given = parser.parse_args()
    memtrace = os.path.join(given.memtrace, "memtrace")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(given.tree, pathlib.Path(folder))
        server.wait_until_up()
        end = time.monotonic() + given.seconds
        owned = []
        while time.monotonic() < end:
            server.work()
            server.ask("bgsave")
            ledger = report(memtrace, server.ledger)
            owned.append(own_bytes(ledger))
            print(f"own {owned[-1]:,} B, {len(ledger['sites'])} sites, live "
                  f"{ledger['current']['bytes']:,} B, peak "
                  f"{ledger['peak']['bytes']:,} to "
                  f"{ledger['peak']['upper_bound']:,} B", flush=True)
        commands = server.end()
        ledgers = list(pathlib.Path(folder).glob("redis.memtrace*"))
        for path in ledgers:
            check(report(memtrace, path))
        if owned[-1] > owned[len(owned) // 2]:
            sys.exit(f"MemTrace's own memory grew: {owned}")
        print(f"{commands}, {len(owned)} rounds, {len(ledgers)} ledgers right")


if __name__ == "__main__":
    main()
