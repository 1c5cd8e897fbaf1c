# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs Lua with and without memtrace run.

usage: run_lua.py MEMTRACE LUA FOLDER
"""
import json
import os
import subprocess
import sys

memtrace, lua, folder = sys.argv[1:]
GROW = """
local kept = {}
for i = 1, 200000 do kept[i] = {tostring(i)} end
for line in io.lines() do print(line, #kept) end
io.stderr:write("said\\n")
os.exit(%d)
"""
SCRIPTS = [GROW % 0, GROW % 23, "error('no such thing')",
           "os.execute('kill -TERM $PPID'); while true do end",
           "print(os.execute('exit 3'))"]


def run(*command):
    return subprocess.run(command, input=b"a\nb\n", cwd=folder, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


for number, script in enumerate(SCRIPTS):
    name = f"{number}.memtrace"
    plain = run(lua, "-e", script)
    under = run(memtrace, "run", "-q", "-o", name, lua, "-e", script)
    for field in ("returncode", "stdout", "stderr"):
        ours, theirs = getattr(under, field), getattr(plain, field)
        assert ours == theirs, (script, field, ours, theirs)
    dump = run(memtrace, "export", "--to=json", name)
    ledger = json.loads(dump.stdout)
    samples = ledger["samples"]
    assert samples[-1]["current"] == ledger["current"], script
    assert len(samples) >= 2 and len(samples) <= 1000
    assert all(s["current"]["bytes"] <= ledger["peak"]["upper_bound"]
               + (64 << 10) for s in samples)
