# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs several instrumented processes under one memtrace run: each leaves a
ledger of its own, and the last line names them all.

usage: run_processes.py MEMTRACE PROGRAM FOLDER
"""
import glob
import json
import os
import shutil
import subprocess
import sys

memtrace, program, folder = sys.argv[1:]
SHELL = shutil.which("sh")


def call(command):
    return subprocess.run(command, stdout=subprocess.PIPE, cwd=folder,
                          stderr=subprocess.PIPE, timeout=60)


def read(name):
    out = call([memtrace, "export", "--to=json", name])
    assert out.returncode == 0, out.stderr
    return json.loads(out.stdout)["process"]


def run(command, options=("-o", "x"), fresh=True):
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
    before = set(os.listdir(folder))
    out = call([memtrace, "run", *options, "--", *command])
    assert b"MemTrace" not in out.stderr, out.stderr
    names = sorted(set(os.listdir(folder)) - before)
    said = out.stderr.decode().splitlines()[-1]
    start = "memtrace: next: memtrace report "
    assert said.startswith(start), said
    shown = [name for pattern in said[len(start):].split()
             for name in glob.glob(pattern, root_dir=folder)]
    return out, names, sorted(shown), said


def processes(count, command, **more):
    """Each has its own ledger, under its own number."""
    _, names, shown, _ = run(command, **more)
    assert len(names) == count and names == shown, (command, names, shown)
    pids = {read(name)["pid"] for name in names}
    assert len(pids) == count, pids
    for name in names:
        pid = str(read(name)["pid"])
        assert name == "x.memtrace" or pid in name.split("."), name
    return names


def script(*lines):
    path = os.path.join(os.path.dirname(folder), "t.sh")
    with open(path, "w") as file:
        # The last is no program, so that the shell doesn't become one.
        file.write("\n".join(lines) + "\n:\n")
    return [SHELL, path]


one = f"{program} status 0"
for options in (("-o", "x"), (), ("-o", "x.memtrace"), ("-o", "%p.x")):
    processes(1, script(one), options=options)
    processes(3, script(*[one] * 3), options=options)
    processes(5, script(*[one] * 5), options=options)
    processes(2, script(f"{one} & {one} & wait"), options=options)
    processes(2, [program, "fork"], options=options)
    processes(5, script(f"{program} fork", f"{program} fork & {one}; wait"),
              options=options)

# A shell that becomes the last program: that is the one that was started.
assert "x.memtrace" in processes(3, [SHELL, "-c",
                                     f"{one}; {one}; exec {one}"])
# Many are named by a pattern, unless it fits others.
many = [SHELL, "-c", "; ".join([one] * 5 + [f"exec {one}"])]
_, names, shown, said = run(many)
assert said.endswith(" x.memtrace x.*.memtrace"), said
assert len(names) == 6 and shown == names
_, names, shown, said = run(many, fresh=False)
assert "*" not in said and len(shown) == 6, said
# Two after each other: the second's others stand beside the first's.
processes(2, [program, "fork"])
_, names, shown, _ = run([program, "fork"], fresh=False)
assert len(names) == 1 and len(shown) == 2 and "x.memtrace" in shown
assert len(os.listdir(folder)) == 3
# A program that is replaced by exec leaves what it had counted, too.
_, names, shown, _ = run([program, "become"])
assert len(names) == 2 and names == shown and "x.memtrace" in names, names
states = {name: read(name)["state"] for name in names}
assert states.pop("x.memtrace") == "finished"
assert states.popitem()[1] == "ended"
_, names, shown, _ = run(script(f"{program} become"))
assert len(names) == 2 and names == shown, names
# What another run with a MEMTRACE_OUT of its own does is its business.
_, names, _, _ = run(script(one, f"MEMTRACE_OUT=mine.memtrace {one}"))
assert "mine.memtrace" in names and len(names) == 2, names
_, names, _, _ = run(script(f"{memtrace} run -q -o y {program} fork", one))
assert len(names) == 3 and "y.memtrace" in names, names
