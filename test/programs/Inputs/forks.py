# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# forks.py: runs forks.c, one kind of family after the other, and compares the
# ledger of each process with the process's own account.
#
#   forks.py BIN-FOLDER WORK-FOLDER [NAME=VALUE]... PROGRAM [KIND]...
#
# The variables are set for the program alone.
import collections
import os
import resource
import shutil
import subprocess
import sys

from ledgers import Memtrace, both, rows

KINDS = ["tree", "chain", "exec", "failing", "vfork", "spawn", "unseen",
         "closed", "daemon"]

Account = collections.namedtuple(
    "Account", "parent allocated freed inherited peak end")


def run(settings, program, kind, folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    done = subprocess.run(
        [program, kind], cwd=folder, text=True, capture_output=True,
        timeout=100,
        env={**os.environ, "MEMTRACE_OUT": "run.memtrace", **settings})
    wanted = 0 if kind == "daemon" else 7
    if done.returncode != wanted or done.stderr:
        sys.exit(f"{kind}: status {done.returncode}, not {wanted}; "
                 f"{done.stdout}{done.stderr}")
    accounts = {}
    for line in done.stdout.splitlines():
        *numbers, end = line.split(" ")
        pid, parent, *rest = map(int, numbers)
        pairs = [tuple(rest[i:i + 2]) for i in (0, 2, 4)]
        accounts[pid] = Account(parent, *pairs, rest[6], end)
    return accounts


def with_earlier(account, earlier):
    """The account, and what the first process had live before main, as a static
    program has in libc."""
    def more(amount):
        return amount[0] + earlier[0], amount[1] + earlier[1]
    own, came = account.allocated, account.inherited
    if account.parent == 0:
        own = more(own)
    else:
        came = more(came)
    return account._replace(allocated=own, inherited=came,
                            peak=account.peak + earlier[0])


def differences(pid, account, ledger):
    process = ledger["process"]
    got = {
        "parent": process["parent_pid"] or 0,
        "allocated": both(ledger["allocated"]),
        "freed": both(ledger["freed"]),
        "inherited": both(ledger["inherited"] or {"bytes": 0, "blocks": 0}),
        "peak": ledger["peak"]["bytes"],
        "end": (str(process["exit_status"])
                if process["state"] == "finished" else "killed"
                if process["state"] == "ended" else process["state"])}
    for name, value in got.items():
        if value != getattr(account, name):
            yield (f"process {pid}: {name} is {value}, by its own account "
                   f"{getattr(account, name)}")
    for name in ("bad_tags", "damaged_blocks", "incomplete"):
        if ledger[name]:
            yield f"process {pid}: {name} is {ledger[name]}"


def check(memtrace, settings, program, kind, folder):
    accounts = run(settings, program, kind, folder)
    ledgers = memtrace.read_all(os.path.join(folder, "run.memtrace*"))
    wanted = {pid for pid, a in accounts.items() if a.end != "other"}
    left = set(os.listdir(folder)) - {"mine"}
    if set(ledgers) != wanted or len(left) != len(wanted):
        yield (f"ledgers of {sorted(ledgers)}, not of {sorted(wanted)}; "
               f"{sorted(left)}")
    first = next(pid for pid, a in accounts.items() if a.parent == 0)
    earlier = rows(ledgers[first], "current").get(("<unknown>", 0), (0, 0))
    for pid in wanted & set(ledgers):
        yield from differences(pid, with_earlier(accounts[pid], earlier),
                               ledgers[pid])


def main():
    bin_folder, work, *words = sys.argv[1:]
    settings = {}
    while "=" in words[0]:
        name, value = words.pop(0).split("=", 1)
        settings[name] = value
    program, *kinds = words
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memtrace = Memtrace(bin_folder)
    wrong = []
    for kind in kinds or KINDS:
        folder = os.path.join(os.path.abspath(work), kind)
        wrong += (f"{kind}: {text}" for text in check(
            memtrace, settings, os.path.abspath(program), kind, folder))
    if wrong:
        sys.exit("\n".join(wrong[:30]))


if __name__ == "__main__":
    main()
