# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# machine.py: runs a generated program's model and writes down which line asked
# for which bytes. It knows nothing of how MemTrace finds that out: a statement
# charges its own line, and a function that hands memory to its caller charges
# the site that it was given.
import threading

MOST_STEPS = 3000


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
        self.sizes = {}      # (file, line) -> set of sizes, for explanations
        self.targets = []    # setjmps that may be jumped to
        self.turns = {}      # statement -> how often it was asked
        self.fiber = None
        self.steps = 0

    def charge(self, site, size, blocks=1):
        """`size` bytes in all."""
        row = self.rows.setdefault(site, [0, 0])
        row[0] += size
        row[1] += blocks
        self.sizes.setdefault(site, set()).add(size)

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
