# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# private.py: whose the files are. What MemTrace makes is its user's alone,
# nothing that it finds is followed or overwritten, and what a killed process
# had counted is kept.
#
#   private.py MEMTRACE PROGRAM SOURCE WORK-FOLDER
import os
import shutil
import signal
import stat
import subprocess
import sys

from traced import Wrong, environment, lines_of, marks, ours, read_ledger, tell

KINDS = ("memtrace", "txt")
PRECIOUS = b"precious\n"


class Check:
    def __init__(self, memtrace, program, source, folder):
        self.memtrace, self.program = memtrace, program
        self.line = marks(source, "HELD")[0]
        self.folder, self.what, self.wrong = folder, "", []

    def begin(self, what, kind):
        """The folder is empty; returns (output, ledger)."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.what = f"{what}, {kind}"
        out = os.path.join(self.folder, f"out.{kind}")
        return out, out if kind == "memtrace" else out + ".memtrace"

    def no(self, text):
        self.wrong.append(f"{self.what}: {text}")

    def start(self, out, way="return", **more):
        process = subprocess.Popen(
            [self.program, way], cwd=self.folder, env=environment(out),
            stdin=subprocess.PIPE, stderr=subprocess.PIPE,
            **{"stdout": subprocess.PIPE, **more})
        if process.stdout and process.stdout.readline() != b"held\n":
            self.no("the program did not begin")
        return process

    def end(self, process, *parts, said=None):
        """It ends as it should and says one line with these parts, or none.
        Returns what else there is on stderr."""
        _, text = process.communicate(timeout=60)
        wanted = -signal.SIGKILL if process.args[1] == "kill" else 3
        if process.returncode != wanted:
            self.no(f"status {process.returncode}, not {wanted}")
        lines, others = ours(text)
        if len(lines) != (1 if parts else 0) or any(
                part not in lines[0] for part in parts):
            self.no(f"said {lines}, not {parts}")
        return others

    def run(self, out, *parts, way="return", **more):
        process = self.start(out, way, **more)
        self.end(process, *parts)
        return process.pid

    def files(self):
        return sorted(os.listdir(self.folder))

    def has(self, *paths):
        names = sorted(os.path.basename(path) for path in paths)
        if self.files() != names:
            self.no(f"there are {self.files()}, not {names}")

    def are_private(self):
        for name in self.files():
            status = os.lstat(os.path.join(self.folder, name))
            if stat.S_ISREG(status.st_mode) and status.st_mode & 0o777 != 0o600:
                self.no(f"{name} has mode {status.st_mode & 0o777:o}")

    def is_report(self, text):
        if f":{self.line}: size=123 B, count=1" not in text:
            self.no(f"is no report: {text[:500]}")

    def has_output(self, path, state="finished", pid=None):
        try:
            if path.endswith(".txt") or ".txt." in os.path.basename(path) \
                    and not path.endswith(".memtrace"):
                return self.is_report(open(path).read())
            ledger = read_ledger(self.memtrace, path)
        except (Wrong, OSError) as error:
            return self.no(error)
        process = ledger["process"]
        if lines_of(ledger, "holds.c", "current") != {self.line: (123, 1)} \
                or process["state"] != state or pid not in (None,
                                                            process["pid"]):
            self.no(f"{path} is {ledger}")

    def is_precious(self, path):
        if open(path, "rb").read() != PRECIOUS:
            self.no(f"{path} was written to")


def with_pid(out, pid):
    return f"{out}.{pid}"


def ledger_of(out, kind):
    return out if kind == "memtrace" else out + ".memtrace"


def modes(check, kind):
    for mask in (0o777, 0o077, 0):
        out, ledger = check.begin(f"umask {mask:o}", kind)
        process = check.start(out, preexec_fn=lambda: os.umask(mask))
        check.has(ledger)
        check.are_private()
        check.end(process)
        check.has(out)
        check.are_private()
        check.has_output(out)


def links(check, kind):
    target = check.folder + ".target"
    for exists in (True, False):
        for where in ("output", "ledger", "temporary"):
            out, ledger = check.begin(f"a link as the {where}, to "
                                      f"{'a file' if exists else 'nothing'}",
                                      kind)
            if exists:
                with open(target, "wb") as file:
                    file.write(PRECIOUS)

            def link():
                name = {"output": out, "ledger": ledger,
                        "temporary": f"{ledger}.{os.getpid()}.tmp"}[where]
                os.symlink(target, name)
            pid = check.run(out, preexec_fn=link)
            if exists:
                check.is_precious(target)
                os.remove(target)
            elif os.path.exists(target):
                check.no("the link was followed")
                os.remove(target)
            if where == "temporary":  # not needed, and left alone
                check.has(out, f"{ledger}.{pid}.tmp")
                check.has_output(out)
            elif (where, kind) == ("output", "txt"):
                check.has(out)
                check.has_output(out)
            else:  # it stays, and the output is beside it
                beside = with_pid(out, pid)
                check.has(ledger, beside)
                check.has_output(beside)


def strangers(check, kind):
    """A file that is not MemTrace's, of any size."""
    for content in (PRECIOUS, b"", b"MemTrace but not really" * 1000):
        out, ledger = check.begin(f"a file of {len(content)} bytes", kind)
        with open(ledger, "wb") as file:
            file.write(content)
        pid = check.run(out)
        check.has(ledger, with_pid(out, pid))
        check.has_output(with_pid(out, pid))
        if open(ledger, "rb").read() != content:
            check.no("it was written to")
    if kind == "txt":
        out, _ = check.begin("a text of another", kind)
        with open(out, "wb") as file:
            file.write(PRECIOUS)
        check.run(out)
        check.has(out)
        check.has_output(out)


def restarts(check, kind):
    """Killed, and started again, with one name."""
    out, ledger = check.begin("restarts", kind)
    pids, parts = [], ()
    for _ in range(5):
        if pids:
            kept = ledger_of(with_pid(out, pids[-1]), kind)
            parts = (f"process {pids[-1]} ended without a report; what it had "
                     f"counted is in {kept}, for memtrace report",)
        pids.append(check.run(out, *parts, way="kill"))
    ledgers = [ledger_of(with_pid(out, pid), kind) for pid in pids[:-1]]
    check.has(ledger, *ledgers)
    check.are_private()
    for path, pid in zip([*ledgers, ledger], pids):
        check.has_output(path, "ended", pid)
    kept = ledger_of(with_pid(out, pids[-1]), kind)
    check.run(out, f"what it had counted is in {kept}")
    check.has(out, kept, *ledgers)
    check.has_output(out)
    check.run(out)
    check.has(out, kept, *ledgers)


def neighbours(check, kind):
    """Two that live at the same time, and one after both."""
    out, ledger = check.begin("neighbours", kind)
    first = check.start(out)
    second = check.start(out)
    other = with_pid(out, second.pid)
    check.has(ledger, ledger_of(other, kind))
    check.end(second)
    check.has_output(other)
    check.has_output(ledger, "running", first.pid)
    check.end(first)
    check.has(out, other)
    check.has_output(out)
    check.run(out)
    check.has(out, other)
    out, ledger = check.begin("neighbours, the second is killed", kind)
    first, second = check.start(out), check.start(out, "kill")
    other = ledger_of(with_pid(out, second.pid), kind)
    check.end(second)
    check.end(first)
    check.has(out, other)
    check.has_output(out)
    check.has_output(other, "ended", second.pid)


def special_files(check):
    out, _ = check.begin("/dev/null", "a device")
    check.run("/dev/null")
    check.has()
    if not stat.S_ISCHR(os.stat("/dev/null").st_mode):
        check.no("it was replaced")
    pipe, _ = check.begin("a pipe that nobody reads", "pipe")
    os.mkfifo(pipe)
    check.run(pipe, "cannot write " + pipe)
    check.has(pipe)
    pipe, _ = check.begin("a pipe with a reader", "pipe")
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    check.run(pipe)
    check.is_report(os.read(reader, 1 << 16).decode())
    os.close(reader)
    check.has(pipe)
    check.begin("/dev/stderr", "stream")
    for name in ("/dev/stderr", "-", "/dev/fd/2"):
        process = check.start(name)
        check.is_report(check.end(process))
    check.begin("/dev/stdout", "stream")
    for name in ("/dev/stdout", "/dev/fd/1"):
        process = check.start(name)
        process.stdin.close()
        text = process.stdout.read().decode()
        process.stdin = process.stdout = None
        check.end(process)
        check.is_report(text)
    path, _ = check.begin("a descriptor", "stream")
    with open(path, "wb") as file:
        check.run(f"/dev/fd/{file.fileno()}", pass_fds=[file.fileno()])
    check.is_report(open(path).read())
    check.begin("a descriptor that is not open", "stream")
    check.run("/dev/fd/77", "cannot write /dev/fd/77")


def main():
    memtrace, program, source, folder = sys.argv[1:]
    check = Check(memtrace, program, source, folder)
    for kind in KINDS:
        for function in (modes, links, strangers, restarts, neighbours):
            function(check, kind)
    special_files(check)
    tell(check.wrong)


if __name__ == "__main__":
    main()
