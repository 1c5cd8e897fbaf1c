# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# machine.py: runs a generated program's model and writes down which line asked
# for which bytes. It knows nothing of how MemTrace finds that out: a statement
# charges its own line, and a function that hands memory to its caller charges
# the site that it was given. Whoever calls says so with calling().
import threading
from contextlib import contextmanager

MOST_STEPS = 3000
# Ends a stack whose outer frames can't be known: in a fiber that was resumed
# only what it has entered since.
OPEN = "open"


class Thrown(Exception):
    """An exception of the program is under way."""

    def __init__(self, kind):
        self.kind = kind


class Jumped(Exception):
    """A longjmp is under way."""

    def __init__(self, target):
        self.target = target


class TooLong(Exception):
    """The program does more than a test should."""


class Fiber:
    """A stack of its own is a thread here; one of both sides runs."""

    def __init__(self, run):
        self.done, self.error = False, None
        self.turn = 0
        self.mine, self.theirs = (threading.Semaphore(0) for _ in range(2))
        self.thread = threading.Thread(target=self.main, args=(run,),
                                       daemon=True)

    def main(self, run):
        self.mine.acquire()
        try:
            run()
        except BaseException as error:  # told to the other side
            self.error = error
        self.done = True
        self.theirs.release()

    def is_inside(self):
        return threading.current_thread() is self.thread

    def resume(self):
        if not self.thread.is_alive():
            self.thread.start()
        self.mine.release()
        self.theirs.acquire()
        if self.error:
            raise self.error

    def give_way(self):
        self.theirs.release()
        self.mine.acquire()


class Machine:
    def __init__(self):
        self.rows = {}       # (file, line) -> [bytes, blocks]
        self.stacks = {}     # (site, its caller, ...) -> [bytes, blocks]
        self.frames = ()     # (site, turn of the fiber), innermost first
        self.sizes = {}      # (file, line) -> set of sizes, for explanations
        self.targets = []    # setjmps that may be jumped to
        self.turns = {}      # statement -> how often it was asked
        self.fiber = None
        self.steps = 0

    def charge(self, site, size, blocks=1):
        """`size` bytes in all."""
        for rows, key in ((self.rows, site),
                          (self.stacks, (site, *self.callers()))):
            row = rows.setdefault(key, [0, 0])
            row[0] += size
            row[1] += blocks
        self.sizes.setdefault(site, set()).add(size)

    def turn(self):
        return (self.fiber.turn
                if self.fiber and self.fiber.is_inside() else 0)

    def callers(self):
        turn = self.turn()
        for site, when in self.frames:
            if turn and when != turn:
                yield OPEN
                return
            yield site

    @contextmanager
    def calling(self, site):
        """What runs within was called there."""
        outer = self.frames
        self.frames = ((site, self.turn()), *outer)
        try:
            yield
        finally:
            self.frames = outer

    @contextmanager
    def in_thread(self, frames=()):
        outer, self.frames = self.frames, frames
        try:
            yield
        finally:
            self.frames = outer

    def run(self, block):
        for statement in block:
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise TooLong()
            statement.run(self)

    def is_turn(self, statement, period):
        """What DUE(...) of the program answers: every period-th time."""
        turn = self.turns.get(statement, 0)
        self.turns[statement] = turn + 1
        return turn % period == period - 1

    def landing(self, run):
        """Runs behind a setjmp. Was it jumped to?"""
        token = object()
        depth = len(self.targets)
        self.targets.append(token)
        try:
            run()
            return False
        except Jumped as jump:
            if jump.target is not token:
                raise
            return True
        finally:
            del self.targets[depth:]
