# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What -o does to files that are there: none that is read is lost, rights
stay, and nothing is left behind by a signal.

usage: outputs.py MEMTRACE FOLDER BINARY
"""
import os
import signal
import stat
import subprocess
import sys

import ledger

VERBS = ["report", "stats", "diff", "annotate", "check", "hints", "export",
         "flamegraph", "merge"]


def arguments_of(verb, *ledgers):
    if verb == "diff":
        ledgers *= 2
    more = {"check": ["--max-peak=1"], "export": ["--to=folded"]}
    return [verb, *ledgers, *more.get(verb, [])]


def run(*command, **more):
    result = subprocess.run(command, capture_output=True, text=True, **more)
    return result.returncode, result.stderr


def read(path):
    with open(path, "rb") as file:
        return file.read()


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def check_inputs(memtrace, binary):
    ledger.example().write("ledger")
    before = read("ledger")
    os.link("ledger", "hard")
    os.symlink("ledger", "soft")
    for verb in VERBS:
        for name in ["ledger", "hard", "soft", "./ledger"]:
            status, text = run(memtrace, *arguments_of(verb, "ledger"), "-o",
                               name)
            assert status == 2, (verb, name, status, text)
            assert text.count("\n") == 1 and "would be lost" in text, text
            assert read("ledger") == before, verb
    with open("src.cpp", "w") as file:
        file.write("int line;\n" * 100)
    source = read("src.cpp")
    status, text = run(memtrace, "annotate", "ledger", "src/lines.cpp",
                       "--path-map", "src/lines.cpp=src.cpp", "-o", "src.cpp")
    assert status == 2 and "what is read" in text, text
    assert read("src.cpp") == source
    status, text = run(memtrace, "inspect", binary, "-o", binary)
    assert status == 2 and "what is read" in text, text


def check_others(memtrace):
    """Another ledger: only a ledger may replace it."""
    ledger.example().write("other")
    before = read("other")
    for verb in VERBS:
        status, text = run(memtrace, *arguments_of(verb, "ledger"), "-o",
                           "other")
        if verb == "merge":
            assert status == 0, text
        else:
            assert status == 2 and "is a ledger" in text, (verb, text)
            assert read("other") == before, verb


def check_process(memtrace, binary):
    """The ledger of a process that runs, named by its number."""
    environment = dict(os.environ,
                       MEMTRACE_OUT=os.path.abspath("running.memtrace"))
    process = subprocess.Popen([binary], env=environment,
                               stdout=subprocess.PIPE, stdin=subprocess.PIPE)
    try:
        process.stdout.readline()
        inode = os.stat("running.memtrace").st_ino
        for verb in VERBS:
            status, text = run(
                memtrace, *arguments_of(verb, str(process.pid)), "-o",
                "running.memtrace")
            assert status == 2 and "would be lost" in text, (verb, text)
            assert os.stat("running.memtrace").st_ino == inode, verb
    finally:
        process.stdin.close()
        process.wait()


def check_modes(memtrace):
    os.umask(0o022)
    for old in [0o600, 0o640, 0o755]:
        for command in [["report", "ledger"], ["merge", "ledger"]]:
            with open("old", "w"):
                pass
            os.chmod("old", old)
            assert run(memtrace, *command, "-o", "old") == (0, "")
            assert mode("old") == old, (command, oct(old), oct(mode("old")))
            os.unlink("old")
    assert run(memtrace, "report", "ledger", "-o", "new") == (0, "")
    assert mode("new") == 0o644
    assert run(memtrace, "merge", "ledger", "ledger2", "-o", "new2") == (0, "")
    assert mode("new2") == 0o600


def check_long_name(memtrace):
    for command in [["report", "ledger"], ["merge", "ledger"]]:
        name = command[0][0] * 255
        assert run(memtrace, *command, "-o", name) == (0, "")
        os.unlink(name)


def wait_for_file(process):
    while process.poll() is None:
        names = [n for n in os.listdir(".") if n.startswith(".memtrace")]
        if names:
            return True
    return False


def default_signals():
    """What runs in the background of a shell ignores some."""
    for name in ["SIGINT", "SIGTERM", "SIGHUP"]:
        signal.signal(getattr(signal, name), signal.SIG_DFL)


def check_signals(memtrace):
    """hints begins to write before it reads, and has a while to do."""
    made = ledger.example()
    for line in range(1, 1500):
        made.count(made.add_site(b"many.cpp", line), (10, 1))
    made.set_peak()
    made.write("many")
    for name in ["SIGINT", "SIGTERM", "SIGHUP"]:
        process = subprocess.Popen(
            [memtrace, "hints", *["many"] * 100, "-o", "result"],
            preexec_fn=default_signals)
        assert wait_for_file(process), "was too fast to be ended"
        process.send_signal(getattr(signal, name))
        assert process.wait() == -getattr(signal, name), name
        left = [n for n in os.listdir(".") if n.startswith((".mem", "result"))]
        assert left == [], (name, left)
    # One that ignores a signal goes on.
    process = subprocess.Popen(
        ["sh", "-c", 'trap "" HUP; exec "$@"', "sh", memtrace, "hints",
         *["many"] * 3, "-o", "result"])
    assert wait_for_file(process)
    process.send_signal(signal.SIGHUP)
    assert process.wait() == 0
    assert os.path.exists("result")


def main():
    memtrace, folder, binary = sys.argv[1:]
    binary = os.path.abspath(binary)
    os.chdir(folder)
    check_inputs(memtrace, binary)
    check_others(memtrace)
    check_process(memtrace, binary)
    made = ledger.example()
    made.header["pid"] = 4243
    made.write("ledger2")
    check_modes(memtrace)
    check_long_name(memtrace)
    check_signals(memtrace)


if __name__ == "__main__":
    main()
