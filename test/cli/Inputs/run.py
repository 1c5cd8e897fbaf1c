# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs run.c by itself and under memtrace run: nothing of it may change, and
there has to be a ledger with a time line.

usage: run.py MEMTRACE PROGRAM FOLDER
"""
import json
import os
import shutil
import signal
import subprocess
import sys

memtrace, program, folder = sys.argv[1:]
QUIET = [memtrace, "run", "-q", "-o", "x", "--interval=1"]


def call(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, cwd=folder,
                          stderr=subprocess.PIPE, timeout=60, **more)


def read(name):
    out = call([memtrace, "export", "--to=json", name])
    assert out.returncode == 0, out.stderr
    return json.loads(out.stdout)


def check_time_line(name):
    ledger = read(name)
    samples = ledger["samples"]
    assert len(samples) >= 2, samples
    times = [sample["time"] for sample in samples]
    assert times == sorted(times)
    assert samples[-1]["current"] == ledger["current"], samples[-1]
    for sample in samples:
        assert sample["current"]["bytes"] <= ledger["peak"]["bytes"]
        if sample["live"] is not None:
            assert all(bytes > 0 for _, bytes, _ in sample["live"])
    return ledger


def fresh():
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)


def both(*arguments, **more):
    fresh()
    plain = call([program, *arguments], **more)
    under = call(QUIET + ["--", program, *arguments], **more)
    for ours, theirs in ((under.returncode, plain.returncode),
                         (under.stdout, plain.stdout),
                         (under.stderr, plain.stderr)):
        assert ours == theirs, (arguments, ours, theirs)
    return plain


def statuses():
    for status in (0, 1, 2, 126, 127, 255):
        both("status", str(status))
        check_time_line("x.memtrace")
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV,
                   signal.SIGABRT, signal.SIGINT, signal.SIGUSR1,
                   signal.SIGPIPE, signal.SIGALRM, signal.SIGRTMIN):
        ended = both("die", str(int(number))).returncode
        # Whoever starts us may have some of them ignored.
        assert ended == -number or number in (signal.SIGINT, signal.SIGALRM)
        assert not [name for name in os.listdir(folder) if "core" in name]


def left_alone():
    both("echo", input=b"one\ntwo\n")
    both("state")
    both("state", restore_signals=False)  # with SIGPIPE ignored

    def block():
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    both("state", preexec_fn=block)
    with open(os.devnull) as file:
        both("state", pass_fds=[file.fileno()])


def signals():
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1,
                   signal.SIGUSR2, signal.SIGINT, signal.SIGQUIT,
                   signal.SIGWINCH, signal.SIGALRM, signal.SIGRTMIN + 3):
        fresh()
        run = subprocess.Popen(QUIET + [program, "wait", str(int(number))],
                               stdout=subprocess.PIPE, cwd=folder)
        assert run.stdout.readline() == b"ready\n"
        run.send_signal(number)
        out, _ = run.communicate(timeout=60)
        assert (run.returncode, out) == (0, b"got %d\n" % number), number
        check_time_line("x.memtrace")


def counted(expected, how, send=lambda run: None):
    """Signals are queued, so that each one counts."""
    fresh()
    run = subprocess.Popen(QUIET + [program, "count", *how], cwd=folder,
                           stdout=subprocess.PIPE, preexec_fn=os.setpgrp)
    assert run.stdout.readline() == b"ready\n"
    for _ in range(20):
        send(run)
    run.send_signal(signal.SIGRTMIN + 2)  # behind all others
    count = run.stdout.readline()
    run.terminate()
    run.communicate(timeout=60)
    assert count == b"%d\n" % expected, (count, how)


def groups():
    number = signal.SIGRTMIN + 1
    counted(20, [], lambda run: run.send_signal(number))
    counted(20, [], lambda run: os.killpg(run.pid, number))
    counted(40, [], lambda run: (os.killpg(run.pid, number),
                                 run.send_signal(number)))
    counted(20, ["apart"], lambda run: os.killpg(run.pid, number))
    counted(20, ["self"])
    counted(20, ["child"])


def continue_alone(run, number):
    with open(f"/proc/{run}/task/{run}/children") as file:
        os.kill(int(file.read().split()[-1]), number)


def stops():
    for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN,
                   signal.SIGTTOU):
        for go, times in ((os.killpg, 20), (os.kill, 20), (continue_alone, 1)):
            fresh()
            run = subprocess.Popen(
                QUIET + [program, "stop", str(int(number)), str(times)],
                cwd=folder, stdout=subprocess.PIPE, preexec_fn=os.setpgrp)
            for _ in range(times):
                _, status = os.waitpid(run.pid, os.WUNTRACED)
                assert os.WIFSTOPPED(status), (number, status)
                assert os.WSTOPSIG(status) == number, status
                go(run.pid, signal.SIGCONT)
            out, _ = run.communicate(timeout=60)
            assert (run.returncode, out) == (
                0, b"continued %d\n" % times), (number, out)


def stop_and_go():
    fresh()
    run = subprocess.Popen(QUIET + [program, "wait", "10"],
                           stdout=subprocess.PIPE, cwd=folder,
                           # In an orphaned group nothing stops by SIGTSTP.
                           preexec_fn=os.setpgrp)
    assert run.stdout.readline() == b"ready\n"
    run.send_signal(signal.SIGTSTP)
    _, status = os.waitpid(run.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status), status
    with open(f"/proc/{run.pid}/task/{run.pid}/children") as file:
        child = int(file.read().split()[-1])
    while True:
        with open(f"/proc/{child}/stat") as file:
            if file.read().rpartition(")")[2].split()[0] == "T":
                break
    run.send_signal(signal.SIGCONT)
    run.send_signal(signal.SIGUSR1)
    out, _ = run.communicate(timeout=60)
    assert (run.returncode, out) == (0, b"got 10\n"), (run.returncode, out)


def time_line():
    fresh()
    call(QUIET + [program, "grow"])
    ledger = check_time_line("x.memtrace")
    values = [s["current"]["bytes"] for s in ledger["samples"]]
    assert len(set(values)) > 5 and values == sorted(values), values
    snapshots = [s for s in ledger["samples"] if s["live"]]
    assert snapshots
    for sample in snapshots:
        assert sum(row[1] for row in sample["live"]) == \
            sample["current"]["bytes"]
    assert any(s["rss"] for s in ledger["samples"])
    fresh()
    call(QUIET + ["--snapshots=0", program, "grow"])
    assert not any(s["live"] for s in read("x.memtrace")["samples"])
    # However long it is, it has its bounds.
    fresh()
    call(QUIET + ["--snapshots=3", program, "last"])
    samples = check_time_line("x.memtrace")["samples"]
    assert len(samples) <= 1000, len(samples)
    assert len([s for s in samples if s["live"]]) <= 3
    # A program that becomes another one: the time line is of the second.
    both("become")
    ledger = check_time_line("x.memtrace")
    assert ledger["process"]["exit_status"] == 7
    assert ledger["peak"]["bytes"] < 70000


def names():
    fresh()
    out = call([memtrace, "run", program, "status", "5"])
    (name,) = os.listdir(folder)
    assert out.returncode == 5 and out.stdout == b""
    assert name.startswith("program.") and name.endswith(".memtrace"), name
    assert name.split(".")[1].isdigit()
    said = out.stderr.decode().splitlines()
    assert len(said) == 2 and said[1] == f"memtrace: next: memtrace report {name}"
    # What exists already, and is no ledger, stays.
    fresh()
    with open(os.path.join(folder, "x.memtrace"), "w") as file:
        file.write("mine")
    out = call([memtrace, "run", "-o", "x.memtrace", program, "status", "0"])
    other = next(n for n in os.listdir(folder) if n != "x.memtrace")
    assert f"report {other}" in out.stderr.decode()
    check_time_line(other)
    with open(os.path.join(folder, "x.memtrace")) as file:
        assert file.read() == "mine"
    # A folder whose name has a meaning in MEMTRACE_OUT.
    odd = os.path.join(folder, "100%p")
    os.mkdir(odd)
    subprocess.run(QUIET + [program, "status", "0"], cwd=odd, check=True)
    assert os.listdir(odd) == ["x.memtrace"]


def absent():
    fresh()
    for command, status, words, *more in (
            (["./absent"], 127, "cannot run ./absent: No such file"),
            (["absent-in-path"], 127, "cannot run absent-in-path: "),
            (["/"], 126, "cannot run /: Permission denied"),
            ([], 2, "there is no program to run"),
            (["/bin/sh", "-c", "exit 9"], 9, "no ledger was written"),
            (["/bin/sh", "-c", f"{program} status 3; exit 4"], 4,
             "a process that it started did", "next: memtrace report sh.")):
        out = call([memtrace, "run", "--", *command])
        assert out.returncode == status, (command, out)
        assert words in out.stderr.decode(), out.stderr
        lines = out.stderr.decode().splitlines()
        assert len(lines) == 1 + len(more), out.stderr
        assert all(word in lines[1] for word in more), out.stderr
    # Why there is no ledger is said as far as it is known.
    for given, option, command, status, line in (
            ({}, "x", ["/bin/sh", "-c", ":"], 0,
             "no ledger was written; memtrace inspect /bin/sh says whether it "
             "is built with memtrace-cc --profile-memory"),
            ({"MEMTRACE_START": "0"}, "x", [program, "status", "3"], 3,
             "no ledger was written: with MEMTRACE_START=0 a program has to "
             "call memtrace_start()"),
            ({}, "absent/x", [program, "wait"], 2,
             f"error: cannot write a ledger in {os.path.realpath(folder)}/"
             "absent: No such file or directory; name another folder with -o"),
            ({}, "/proc/version/x", [program, "wait"], 2,
             "error: cannot write a ledger in /proc/version: Not a directory; "
             "name another folder with -o")):
        out = call([memtrace, "run", "-o", option, "--", *command],
                   env=dict(os.environ, **given))
        said = [text for text in out.stderr.decode().splitlines()
                if not text.startswith("MemTrace: ")]  # the program's own
        assert said == ["memtrace: " + line], said
        assert out.returncode == status, out
    # Nothing of the program's arguments is ours.
    out = call([memtrace, "run", "-q", "/bin/echo", "-q", "--", "[a,b]", ""])
    assert out.stdout == b"-q -- [a,b] \n" and out.stderr == b"", out


if __name__ == "__main__":
    for test in (statuses, left_alone, signals, groups, stops,
                 stop_and_go, time_line, names,
                 absent):
        test()
