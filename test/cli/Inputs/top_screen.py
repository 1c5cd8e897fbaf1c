# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""memtrace top on the screen of tmux: what it shows, what keys do, and what
is left behind.

usage: top_screen.py MEMTRACE PROGRAM FOLDER
"""
import os
import signal
import subprocess
import sys
import time

import ledger

PATIENCE = 60  # seconds, after which a test has failed
DEFAULT_SIZE = (110, 24)


class Terminal:
    def __init__(self, folder):
        self.name = f"memtrace-top-{os.getpid()}"
        self.tmux("new-session", "-d", "-x", str(DEFAULT_SIZE[0]), "-y",
                  str(DEFAULT_SIZE[1]), "-c", folder, "env", "PS1=$ ",
                  "ENV=", "sh")

    def tmux(self, *arguments):
        return subprocess.run(
            ["tmux", "-u", "-L", self.name, "-f", "/dev/null", *arguments],
            check=True, text=True, stdout=subprocess.PIPE).stdout

    def screen(self):
        return self.tmux("capture-pane", "-p")

    def keys(self, *keys):
        self.tmux("send-keys", *keys)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait(self, *texts, without=(), pane=None):
        """Until all of these are seen, and none of those."""
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if (all(text in screen for text in texts)
                    and not any(text in screen for text in without)):
                return screen
            if time.monotonic() > end:
                raise SystemExit(f"waited for {texts} without {without}:\n"
                                 f"{screen}")
            time.sleep(0.02)

    def close(self):
        self.tmux("kill-server")


class Program:
    def __init__(self, path, folder):
        self.process = subprocess.Popen(
            [path], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=dict(os.environ, MEMTRACE_OUT="run.memtrace"))
        self.pid = self.process.pid
        self.do(b"x")

    def do(self, steps):
        self.process.stdin.write(steps)
        self.process.stdin.flush()
        done = b""
        while len(done) < len(steps):
            done += self.process.stdout.read(1)

    def quit(self):
        self.process.stdin.write(b"q")
        self.process.stdin.flush()
        self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()


def line_of(source, text):
    with open(source) as lines:
        return next(number for number, line in enumerate(lines, 1)
                    if text in line)


def fields(screen, name):
    """The row of that name, by the titles of the columns."""
    lines = screen.splitlines()
    titles = next(line for line in lines if "CURRENT" in line)
    row = next(line for line in lines if name in line)
    result, start = {}, 0
    for title in titles.replace("▾", " ").split()[:-1]:
        end = titles.index(title) + len(title)
        end += titles[end:end + 1] == "▾"
        result[title] = row[start:end].strip()
        start = end
    return result


def check_screen(terminal, memtrace, program, folder):
    source = os.path.join(os.path.dirname(__file__), "leak.cpp")
    place = f"leak.cpp:{line_of(source, 'cache.push_back(grow')}"
    running = Program(program, folder)
    running.do(b"x" * 9)
    terminal.keys("echo before-$((1 + 1))", "Enter")
    terminal.wait("before-2")
    terminal.keys(f"{memtrace} top {running.pid} -d 0.1", "Enter")
    screen = terminal.wait(f"pid {running.pid}, running", place, "q quit",
                           "CURRENT▾", without=["before-2"])
    found = fields(screen, place)
    assert found["CURRENT"] == found["PEAK"] == "40.0 KiB", screen
    assert found["BLOCKS"] == found["COUNT"] == "10", screen

    # What grows is seen while it does.
    running.do(b"x" * 10)
    terminal.wait("80.0 KiB")
    terminal.keys("m")
    terminal.wait("growth since the mark")
    running.do(b"x" * 5)
    terminal.wait("+20.0 KiB")
    running.do(b"m")
    found = fields(terminal.wait("+1044 KiB"), place)
    assert found["COUNT"] == "26", found
    terminal.keys("d")
    terminal.wait("growth since the last reading", without=["+1044 KiB"])
    terminal.keys("d")
    terminal.wait("+1044 KiB")

    for key, title in [("p", "PEAK"), ("n", "COUNT"), ("t", "TOTAL"),
                       ("g", "GROWTH"), ("k", "BLOCKS"), ("s", "PEAK"),
                       ("<", "BLOCKS"), ("c", "CURRENT")]:
        terminal.keys(key)
        terminal.wait(f"{title}▾")
    for key, title, name in [("u", "FUNCTION", "step(char)"),
                             ("f", "FILE", "leak.cpp"), ("y", "TYPE", ""),
                             ("o", "MODULE", ""), ("b", "LINE", place)]:
        terminal.keys(key)
        terminal.wait(f"    {title}", name)

    # Callers, and away again.
    terminal.keys("Enter")
    terminal.wait("▾ ", "(main)")
    terminal.keys("Enter")
    terminal.wait("▸ ", without=["(main)"])
    terminal.keys("Right")
    terminal.wait("(main)")
    terminal.keys("Left")
    terminal.wait("▸ ", without=["(main)"])

    terminal.keys("/")
    terminal.wait("filter:")
    terminal.type("nowhereé")
    terminal.wait("filter: nowhereé")
    terminal.keys("BSpace", "Enter")
    terminal.wait("only with 'nowhere'", "No row has that in its name.",
                  without=[place])
    terminal.keys("Escape")
    terminal.wait(place)
    terminal.keys("/")
    terminal.type("LEAK.CPP")
    terminal.keys("Enter")
    terminal.wait("No row has that", without=[place])
    terminal.keys("Escape")
    terminal.wait(place)

    terminal.keys("Space")
    terminal.wait("paused")
    running.do(b"m")
    terminal.keys("c")
    assert "+2068 KiB" not in terminal.screen()
    terminal.keys("Space")
    terminal.wait("+2068 KiB", "every 0.1 s")

    # Columns leave before names do.
    terminal.resize(60, 12)
    terminal.wait("CURRENT▾", place, without=["TOTAL", "BLOCKS"])
    terminal.resize(20, 3)
    terminal.resize(*DEFAULT_SIZE)
    terminal.wait("TOTAL", "Space pause")
    terminal.keys("h")
    terminal.wait("Any key goes back.")
    terminal.keys("x")
    terminal.wait(place, without=["Any key"])

    # What is left of the process stays, until there is another.
    running.quit()
    terminal.wait("ended with 0", "+2068 KiB", place)
    again = Program(program, folder)
    terminal.wait(f"pid {again.pid}, running", "4096 B", without=["2068 KiB"])
    again.kill()
    terminal.wait(f"pid {again.pid}, ended", place)
    with open(os.path.join(folder, "run.memtrace"), "w") as file:
        file.write("no ledger at all")
    terminal.wait("The ledger is not a ledger of MemTrace", place)
    terminal.keys("q")
    terminal.wait("before-2", without=["CURRENT"])
    terminal.keys("echo status-$?", "Enter")
    terminal.wait("status-0")


def check_signals(terminal, memtrace, program, folder):
    """The screen is given back, and whoever waits learns of the signal."""
    running = Program(program, folder)
    for number in (signal.SIGTERM, signal.SIGHUP):
        terminal.keys("clear", "Enter")
        terminal.wait(without=["status-"])
        terminal.keys("sh -c 'echo top-$$; exec "
                      f"{memtrace} top {running.pid}'; echo status-$?",
                      "Enter")
        terminal.wait("CURRENT▾", without=["top-"])
        top = terminal.tmux("list-panes", "-F", "#{pane_pid}").strip()
        with open(f"/proc/{top}/task/{top}/children") as children:
            os.kill(int(children.read().split()[0]), number)
        terminal.wait(f"status-{128 + number}", "top-", without=["CURRENT"])
    # The shell takes this one for its own, too.
    terminal.keys(f"{memtrace} top {running.pid}", "Enter")
    terminal.wait("CURRENT▾")
    terminal.keys("C-c")
    terminal.wait("status-", without=["CURRENT"])
    running.kill()


def check_names(terminal, memtrace, folder):
    """Names that are wide, long, or would steer the terminal."""
    made = ledger.Ledger()
    names = ["日本語/" + "ほ" * 60 + "/終.cpp", "a\x1b[2Jb\u202e\u0085.c",
             "\U0001f600.cc", "plain.c"]
    for number, name in enumerate(names):
        made.count(made.add_site(name.encode(), number + 1),
                   (1000 - number, 1))
    made.count(made.add_site(b"caf\xe9.c", 9), (10, 1))
    made.set_peak()
    made.write(os.path.join(folder, "names"))
    terminal.keys(f"{memtrace} top names", "Enter")
    screen = terminal.wait("日本語/ほ", "ほ/終.cpp:1", "…", "a\\x1b[2Jb\ufffd\ufffd.c:2",
                           "\U0001f600.cc:3", "plain.c:4", "caf\ufffd.c:9",
                           "pid 4242, ended with 0")
    found = fields(screen, "plain.c")
    assert found["CURRENT"] == "997 B", screen
    terminal.keys("Down", "Down", "End", "Up", "PageUp", "Home", "Enter")
    terminal.wait("No callers were kept")
    terminal.keys("q")
    terminal.wait(without=["CURRENT"])


def check_refusals(terminal, memtrace):
    terminal.keys("clear", "Enter")
    terminal.keys(f"{memtrace} top nothing-there; echo status-$?", "Enter")
    terminal.wait("nothing-there cannot be opened", "status-2")
    terminal.keys(f"TERM=no-such {memtrace} top names; echo status=$?", "Enter")
    terminal.wait("the terminal 'no-such' has no screen", "status=2")
    terminal.keys(f"TERM=dumb {memtrace} top names --rows=1 | tail -n 3",
                  "Enter")
    terminal.wait("4 other")


def main():
    memtrace, program, folder = sys.argv[1:]
    terminal = Terminal(folder)
    try:
        check_screen(terminal, memtrace, program, folder)
        check_signals(terminal, memtrace, program, folder)
        check_names(terminal, memtrace, folder)
        check_refusals(terminal, memtrace)
    finally:
        terminal.close()
    print("all was seen")


if __name__ == "__main__":
    main()
