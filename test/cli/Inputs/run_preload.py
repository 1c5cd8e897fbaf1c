# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a program of the system under memtrace run --preload, by commands that
are installed in folders of several names.

usage: run_preload.py BIN LIB FOLDER
"""
import json
import os
import shutil
import subprocess
import sys

bin_dir, lib_dir, folder = map(os.path.realpath, sys.argv[1:])
RUNTIME = "libmemtrace.so.3"
PROGRAM = ["/bin/sh", "-c", 'echo "$LD_LIBRARY_PATH"; exec sort /etc/passwd']


def install(name, with_runtime=True):
    """The command, and the runtime where it is looked for."""
    bin_to = os.path.join(folder, name, "bin")
    lib_to = os.path.normpath(
        os.path.join(bin_to, os.path.relpath(lib_dir, bin_dir)))
    os.makedirs(bin_to)
    os.makedirs(lib_to, exist_ok=True)
    shutil.copy(os.path.join(bin_dir, "memtrace"), bin_to)
    if with_runtime:
        shutil.copy(os.path.join(lib_dir, RUNTIME), lib_to)
    return os.path.join(bin_to, "memtrace"), lib_to


def run(memtrace, **environment):
    return subprocess.run(
        [memtrace, "run", "--preload", "-q", "-o", "run", *PROGRAM],
        cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=dict(os.environ, **environment), timeout=60)


def counted(memtrace):
    path = os.path.join(folder, "run.memtrace")
    out = subprocess.run([memtrace, "export", "--to=json", path],
                         stdout=subprocess.PIPE, check=True)
    os.remove(path)
    return json.loads(out.stdout)["peak"]["bytes"]


def check(name, expected_path, **environment):
    memtrace, libraries = install(name)
    out = run(memtrace, **environment)
    assert out.returncode == 0, out
    assert out.stdout.splitlines()[0] == expected_path.format(libraries), out
    assert counted(memtrace) > 1000
    return out.stderr


# Others that are preloaded come behind.
other = os.path.join(folder, "other.so")
assert check("plain", "") == ""
assert "other" in check("others", "/none", LD_PRELOAD=other,
                        LD_LIBRARY_PATH="/none")
assert check("a blank", "{}") == ""
assert "other" in check("two blanks there", "{}:/none", LD_PRELOAD=other,
                        LD_LIBRARY_PATH="/none")

for name, has_runtime, reason in (
        ("a:colon", True, "can name a folder with a colon"),
        ("absent", False, f"{RUNTIME} is missing")):
    out = run(install(name, has_runtime)[0])
    assert out.returncode == 2 and reason in out.stderr, out
    assert not os.path.exists(os.path.join(folder, "run.memtrace"))
