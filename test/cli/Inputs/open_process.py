# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Ledgers that are named by the process that counts in them.

usage: open_process.py MEMTRACE PROGRAM FOLDER
"""
import os
import shutil
import subprocess
import sys


def fail(what):
    sys.exit(f"open_process.py: {what}")


def main():
    memtrace, program, folder = sys.argv[1:]
    # Line breaks in the name of a folder are escaped in /proc.
    folder = os.path.join(folder, "odd\nname (deleted)")
    os.makedirs(folder)
    started = []

    def start(**more):
        process = subprocess.Popen([program], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, cwd=folder,
                                   env=dict(os.environ, **more))
        started.append(process)
        process.stdin.write(b"x")
        process.stdin.flush()
        process.stdout.read(1)
        return process

    def report(name):
        done = subprocess.run([memtrace, "report", str(name)], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              cwd=folder)
        if done.returncode not in (0, 2):
            fail(f"exit status {done.returncode} of {name}: {done.stderr}")
        if done.returncode == 2 and (done.stdout or
                                     done.stderr.count("\n") != 1):
            fail(f"not one line of {name}: {done.stdout}{done.stderr}")
        return done.stdout or done.stderr

    def expect(what, name, *texts):
        found = report(name)
        for text in texts:
            if text not in found:
                fail(f"{what}: no '{text}' in:\n{found}")

    first = start(MEMTRACE_OUT="out.memtrace")
    ledger = os.path.join(folder, "out.memtrace")
    expect("a process", first.pid, f"pid {first.pid}, still running", "leak.cpp:")
    expect("zeros before", f"000{first.pid}", f"pid {first.pid}, ")
    second = start(MEMTRACE_OUT="out.memtrace")
    expect("another in that folder", second.pid, f"pid {second.pid}, still")

    shutil.copy(ledger, os.path.join(folder, str(second.pid)))
    expect("a file of that name", second.pid, f"pid {first.pid}, ")
    os.remove(os.path.join(folder, str(second.pid)))

    os.rename(ledger, os.path.join(folder, "renamed"))
    expect("a renamed one", first.pid, f"pid {first.pid}, still running")
    first.stdin.write(b"f")
    first.stdin.flush()
    child = int(first.stdout.readline())
    expect("a child", child, f"error: process {child} has")
    os.kill(child, 9)
    os.remove(os.path.join(folder, "renamed"))
    # Only the kernel has it now, and only root may ask.
    expect("a deleted one", first.pid,
           f"pid {first.pid}, still running" if os.geteuid() == 0
           else f"process {first.pid} has no ledger that can be opened")

    plain = start()
    expect("one that counts nothing", plain.pid,
           f"error: process {plain.pid} has no ledger: it is not built with "
           "MemTrace, or MEMTRACE_OUT is not set")
    plain.kill()
    os.waitid(os.P_PID, plain.pid, os.WEXITED | os.WNOWAIT)
    expect("a zombie", plain.pid, f"error: process {plain.pid} has ended")
    plain.wait()
    for gone in (plain.pid, "0", "99999999999999999999"):
        expect("none", gone, f"error: there is no process {gone} and no file "
               "of that name")
    if os.geteuid() == 0:
        os.chmod(folder, 0o755)
        asked = subprocess.run([memtrace, "report", str(second.pid)],
                               stderr=subprocess.PIPE, text=True, user=65534,
                               group=65534, extra_groups=[], cwd="/")
        if asked.returncode != 2 or "is not ours to look at" not in asked.stderr:
            fail(f"another user's: {asked}")
    for process in started:
        process.kill()
        process.wait()
    print("all found")


if __name__ == "__main__":
    main()
