# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# preloaded.py: runs programs of the system with the runtime preloaded and
# without: output and exit status must be the same, and the ledgers of all their
# processes sound, with everything charged to <unknown>.
#
#   preloaded.py BIN-FOLDER WORK-FOLDER RUNTIME CLANG
import os
import shutil
import subprocess
import sys

from ledgers import Memtrace, both, rows

PYTHON = """
import collections, json, os, subprocess, sys, threading
found = collections.Counter()
def work(k):
    for i in range(2000):
        found[k] += len(json.dumps({"k": [i] * 20}))
threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
[t.start() for t in threads]
[t.join() for t in threads]
print(sorted(found.items()), len(bytearray(10 ** 7)))
pid = os.fork()
if pid == 0:
    print("child", len([str(i) for i in range(50000)]), flush=True)
    os._exit(4)
print(os.waitpid(pid, 0)[1])
print(subprocess.run(["sh", "-c", "echo sub; exit 5"]).returncode)
sys.exit(3)
"""
BASH = """
set -o pipefail
declare -A seen
for i in {1..2000}; do seen[k$i]=$((i * i)); done
echo ${#seen[@]} $(echo a | tr a b) | cat | sed s/b/c/
( trap 'echo term' TERM; kill -TERM $BASHPID; echo after )
false | true; echo $?
exec /bin/sh -c 'exit 9'
"""
SQL = """
create table t(a integer primary key, b text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
insert into t select i, hex(i * 7919) from n;
create index i on t(b);
select count(*), sum(length(b)), max(b) from t where b like '%3%';
select group_concat(a) from (select a from t order by b limit 20);
"""
PERL = """
my %h; $h{$_ % 1000} .= "x$_" for 1 .. 50000;
print join(",", map { length $h{$_} } sort { $a <=> $b } keys %h), "\\n";
my $pid = fork; if (!$pid) { print "child\\n"; exit 2 } waitpid $pid, 0;
print $? >> 8, "\\n"; die "the end\\n";
"""
C = "#include <stdio.h>\nint main(void) { return printf(\"%d\\n\", 7); }\n"
GIT = ("git init -q . && git add -A && git -c user.name=n -c user.email=e@x "
       "commit -q -m one && git log --format=%s --stat && git fsck && "
       "git gc -q --prune=now && git status --short")


def commands(clang):
    yield "python3", [sys.executable, "-c", PYTHON]
    yield "perl", ["perl", "-e", PERL]
    yield "bash", ["bash", "-c", BASH]
    yield "git", ["sh", "-c", GIT]
    yield "sqlite3", ["sqlite3", ":memory:", SQL]
    yield "sort", ["sh", "-c", "seq 200000 | sort -R --random-source=/bin/sh |"
                   " sort -n --parallel=4 -S 4M | cksum"]
    yield clang, [clang, "-O2", "-c", "-o", "made.o", "made.c"]


def run(command, folder, settings):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name in ("made.c", "other.c"):
        open(os.path.join(folder, name), "w").write(C)
    done = subprocess.run(command, cwd=folder, capture_output=True,
                          env={**os.environ, "PYTHONHASHSEED": "0",
                               "PERL_HASH_SEED": "0", **settings})
    return done.returncode, done.stdout, done.stderr


def differences(ledger):
    allocated, freed, current = (
        both(ledger[name]) for name in ("allocated", "freed", "current"))
    inherited = both(ledger["inherited"] or {"bytes": 0, "blocks": 0})
    peak = ledger["peak"]
    for i in (0, 1):
        if (allocated[i] + inherited[i] - freed[i] != current[i]
                or min(allocated[i], freed[i], current[i]) < 0):
            yield f"totals: {allocated} + {inherited} - {freed}, not {current}"
    if not current[0] <= peak["upper_bound"] >= peak["bytes"] > 0:
        yield f"peak {peak}, at the end {current}"
    # A child may have nothing but what it inherited.
    found = set(rows(ledger)) | set(rows(ledger, "current"))
    if found != {("<unknown>", 0)}:
        yield f"rows: {found}"
    for name in ("damaged_blocks", "bad_tags", "incomplete",
                 "unregistered_sites", "shared_slab_threads"):
        if ledger[name]:
            yield f"{name} is {ledger[name]}"
    if ledger["untracked"]["blocks"]:
        yield f"untracked: {ledger['untracked']}"


def check(memtrace, name, command, work, runtime):
    plain = run(command, os.path.join(work, "run"), {})
    ledgers = os.path.join(work, "ledgers")
    shutil.rmtree(ledgers, ignore_errors=True)
    os.makedirs(ledgers)
    # Everything of the program is in the folder; the ledgers are beside it.
    traced = run(command, os.path.join(work, "run"), {
        "LD_PRELOAD": runtime,
        "MEMTRACE_OUT": os.path.join(ledgers, "%e.%p.memtrace")})
    if traced != plain:
        yield f"it did\n{traced}, not\n{plain}"
    found = sorted(os.listdir(ledgers))
    if not any(file.startswith(os.path.basename(name)[:4]) for file in found):
        yield f"no ledger of its own: {found}"
    for file in found:
        ledger = memtrace.read(os.path.join(ledgers, file))
        for text in differences(ledger):
            yield f"{file} ({ledger['process']['command_line'][:60]}): {text}"


def main():
    bin_folder, work, runtime, clang = sys.argv[1:]
    memtrace, wrong, tried = Memtrace(bin_folder), [], []
    for name, command in commands(clang):
        if not shutil.which(name):
            continue
        tried.append(name)
        wrong += (f"{name}: {text}" for text in check(
            memtrace, name, command, os.path.abspath(work), runtime))
    print("tried:", *tried)
    if wrong:
        sys.exit("\n".join(wrong[:30]))


if __name__ == "__main__":
    main()
