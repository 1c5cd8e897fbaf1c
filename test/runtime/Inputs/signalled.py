# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# signalled.py: runs signalled.c, which gets the signal that snapshots are taken
# by, and compares its output, what is said, and the files.
#
#   signalled.py MEMTRACE PROGRAM SOURCE WORK-FOLDER
import os
import re
import shutil
import signal
import stat
import subprocess
import sys

from traced import (environment, lines_of, marks, ours, read_ledger, tell)

memtrace, program, source, work = sys.argv[1:]
LINES = marks(source, "LINE")
NAME = os.path.basename(source)
wrong = []


class Run:
    def __init__(self, way, out="run.memtrace", before=None, wants="USR1",
                 **more):
        self.way = way
        self.folder = os.path.join(work, f"{way}-{out}-{wants}")
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        if before:
            before(self.folder)
        path = out if out == "-" else os.path.join(self.folder, out)
        self.process = subprocess.Popen(
            [program, way, self.folder], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(path, MEMTRACE_SIGNAL=wants), **more)

    def expect(self, output, said=(), status=3, files=None):
        got, error = self.process.communicate(timeout=120)
        lines, others = ours(error)
        if self.process.returncode != status or got.decode() != output:
            wrong.append(f"{self.way}: status {self.process.returncode}, "
                         f"output {got}, said {error}")
        if len(lines) != len(said) or (others and "-" not in self.folder) or \
                not all(map(re.search, said, lines)):
            wrong.append(f"{self.way}: said {error}, not {said}")
        names = sorted(name for name in os.listdir(self.folder)
                       if "snapshot" in name or name.endswith(".tmp"))
        if files is not None and names != sorted(files):
            wrong.append(f"{self.way}: has {names}, not {files}")
        for name in names:
            status = os.lstat(os.path.join(self.folder, name))
            if stat.S_ISREG(status.st_mode) and \
                    name not in ("run.snapshot-1.memtrace",) and \
                    status.st_mode & 0o777 != 0o600:
                wrong.append(f"{self.way}: {name} has mode {status.st_mode}")
        return self

    def read(self, number, stem="run"):
        return read_ledger(memtrace, os.path.join(
            self.folder, f"{stem}.snapshot-{number}.memtrace"))

    def expect_lines(self, number, field, expected, stem="run"):
        got = lines_of(self.read(number, stem), NAME, field)
        got = {line: row for line, row in got.items() if row != (0, 0)}
        if got != {LINES[i]: row for i, row in expected.items()}:
            wrong.append(f"{self.way}, {number}, {field}: {got}")


def numbered(*numbers, stem="run"):
    return [f"{stem}.snapshot-{n}.memtrace" for n in numbers]


# What was live, and what there was at the peak, each time.
run = Run("thrice").expect("end\n", files=numbered(1, 2, 3))
run.expect_lines(1, "current", {0: (100, 1)})
run.expect_lines(2, "current", {0: (100, 1), 1: (50, 1)})
run.expect_lines(3, "current", {1: (50, 1), 2: (10, 1)})
run.expect_lines(3, "peak", {0: (100, 1), 1: (50, 1)})
run.expect_lines(3, "allocated", {0: (100, 1), 1: (50, 1), 2: (10, 1)})

# A text report has them beside it; other outputs have none.
run = Run("once", "report.txt").expect(
    "end\n", files=numbered(1, stem="report.txt"))
run.expect_lines(1, "current", {0: (100, 1)}, "report.txt")
Run("nothing", "-").expect(
    "end\n", ["no snapshots by SIGUSR1: they need a file in MEMTRACE_OUT"],
    files=[])

# Names of signals.
for wants in ("SIGUSR1", str(int(signal.SIGUSR1))):
    Run("once", wants=wants).expect("end\n", files=numbered(1))
for wants in ("RTMIN+2", f"SIGRTMAX-{signal.SIGRTMAX - signal.SIGRTMIN - 2}"):
    Run("real-time", wants=wants).expect("end\n", files=numbered(1))
for wants in ("KILL", "9", "STOP", "SEGV", "SIGBUS", "CHLD", "PIPE", "USR3",
              "RTMIN+99", "RTMIN-1", "RTMAX+1", "33", "0", "-1", "RTMIN+"):
    Run("nothing", wants=wants).expect(
        "end\n", [f"MEMTRACE_SIGNAL={re.escape(wants)}: not .*; using none"],
        files=[])


# Files that are there are left alone.
def others_files(folder):
    open(os.path.join(folder, "run.snapshot-1.memtrace"), "w").write("mine")
    os.symlink("target", os.path.join(folder, "run.snapshot-2.memtrace"))


run = Run("once", before=others_files).expect("end\n",
                                              files=numbered(1, 2, 3))
run.expect_lines(3, "current", {0: (100, 1)})
if open(os.path.join(run.folder, "run.snapshot-1.memtrace")).read() != "mine" \
        or os.path.exists(os.path.join(run.folder, "target")):
    wrong.append("a file that was there was written to")

# The program's own actions.
GONE = ("no snapshots by SIGUSR1 from now on: the program has its own use for "
        "it; set MEMTRACE_SIGNAL to another one")
Run("ask").expect("default\ndefault\nend\n", files=numbered(1))
Run("sigaction").expect("default\nown\nhandled\nend\n", [GONE],
                        files=numbered(1))
Run("signal").expect("default\nhandled\nown\nend\n", [GONE], files=[])
Run("default").expect("", [GONE], status=-signal.SIGUSR1, files=[])
Run("ask", "run.txt",
    preexec_fn=lambda: signal.signal(signal.SIGUSR1, signal.SIG_IGN)).expect(
        "ignored\nignored\nend\n",
        ["no snapshots by SIGUSR1: the process was started to ignore it"],
        files=[])

# Other processes.


def expect_childs(run, current):
    stems = [name.split(".snapshot")[0] for name in os.listdir(run.folder)
             if re.fullmatch(r"run\.memtrace\.\d+\.snapshot-1\.memtrace",
                             name)]
    if len(stems) != 1:
        wrong.append(f"{run.way}: {os.listdir(run.folder)}")
    else:
        run.expect_lines(1, "current", current, stems[0])


run = Run("child").expect("0\nend\n")
expect_childs(run, {0: (100, 1), 3: (70, 1)})
run.expect_lines(1, "current", {0: (100, 1)})
expect_childs(Run("idle-child").expect("end\n"), {0: (100, 1)})
Run("exec").expect(f"6\n{100 + signal.SIGUSR1}\nend\n", files=[])
Run("vfork").expect("end\n", files=numbered(1))

# What the program does meanwhile.
run = Run("small").expect("end\n")
for name in os.listdir(run.folder):
    read_ledger(memtrace, os.path.join(run.folder, name))
if not any("snapshot-1." in name for name in os.listdir(run.folder)):
    wrong.append("small: no snapshots")
run = Run("read")
run.process.stdout.readline()
run.process.send_signal(signal.SIGUSR1)
while not os.path.exists(os.path.join(run.folder, numbered(1)[0])):
    if run.process.poll() is not None:
        break
run.process.stdin.write(b"text")
run.expect("4 text 77\nend\n", files=numbered(1))

# Where it can't be written.
Run("limit", "run.txt").expect(
    "end\n", [r"cannot write .*/run.txt.snapshot-1.memtrace: File too large"],
    files=[])
Run("gone").expect("end\n", [r"cannot write .*snapshot-1.memtrace: No such"],
                   files=numbered(1))
Run("restricted").expect(
    "end\n", ["cannot write .*: the program has restricted its system calls"],
    files=[])
tell(wrong)
