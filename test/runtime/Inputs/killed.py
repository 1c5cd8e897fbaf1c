# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# killed.py: ends killed.c in the middle of its work, many times, and compares
# each ledger with the program's own log. The log says how many events each
# thread has done, and all that had to be counted follows from that.
#
#   killed.py MEMTRACE PROGRAM SOURCE WORK-FOLDER KILLS THREADS [WAY...]
#
# The ways are the program's own endings, besides a SIGKILL from outside, which
# is the default; `group` is a SIGKILL for want of memory in a control group.
import mmap
import os
import random
import shutil
import signal
import struct
import subprocess
import sys

from traced import Wrong, environment, lines_of, marks, read_ledger, tell

LEAST, MOST = 10_000, 150_000  # events, of the first thread
MASK = (1 << 64) - 1
SLOTS, LINES, REALLOC = 256, 7, 6
ALLOCATED, FREED = 0, 1
HOARD = 50000


class State:
    """After a number of events of one thread. Rows are [bytes, blocks] by
    line."""

    def __init__(self):
        self.counts = [[[0, 0] for _ in range(LINES)] for _ in range(2)]
        self.live, self.peak = 0, 0
        self.rows = self.live_rows()
        self.most = [0] * LINES  # bytes that were ever live, by line
        self.largest = 0

    def live_rows(self):
        return [[a - f for a, f in zip(allocated, freed)]
                for allocated, freed in zip(*self.counts)]

    def count(self, what, line, size):
        row = self.counts[what][line]
        row[0] += size
        row[1] += 1
        self.live += size if what == ALLOCATED else -size

    def comes(self, line, size):
        self.count(ALLOCATED, line, size)
        self.largest = max(self.largest, size)
        if self.live > self.peak:
            self.peak, self.rows = self.live, None  # made when they are needed
        self.most[line] = max(self.most[line],
                              self.counts[ALLOCATED][line][0]
                              - self.counts[FREED][line][0])

    def goes(self, line, size):
        if self.rows is None:
            self.rows = self.live_rows()
        self.count(FREED, line, size)

    def copy(self):
        copy = State()
        copy.counts = [[row[:] for row in rows] for rows in self.counts]
        copy.live, copy.peak = self.live, self.peak
        copy.rows = [row[:] for row in self.rows or self.live_rows()]
        copy.most, copy.largest = self.most[:], self.largest
        return copy


def states(seed, wanted):
    """number of events -> State, for all that are wanted: the sequence of
    killed.c once more."""
    wanted, found = set(wanted), {}
    state, random_state, slots = State(), seed, {}
    for event in range(max(wanted) + 1):
        if event in wanted:
            found[event] = state.copy()
        random_state = random_state + 0x9e3779b97f4a7c15 & MASK
        z = random_state
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & MASK
        z = (z ^ z >> 27) * 0x94d049bb133111eb & MASK
        r = z ^ z >> 31
        slot, which = r % SLOTS, (r >> 8) % 6
        size = 1 + (r >> 16 & 0xffff) % (64 + event // 256)
        growth, chance = 20 if event >> 11 & 1 else 80, (r >> 40) % 100
        old = slots.get(slot)
        if old is None:
            if chance < growth:
                block = which, 2 * size if which == 3 else size
                slots[slot] = block
                state.comes(*block)
        elif which == 0:
            slots[slot] = REALLOC, size
            state.goes(*old)
            state.comes(REALLOC, size)
        elif chance >= growth:
            del slots[slot]
            state.goes(*old)
    return found


class Found:
    """A ledger's rows in the order of the source's lines."""

    def __init__(self, ledger, lines):
        def rows(field):
            got = lines_of(ledger, "killed.c", field)
            return [list(got.get(lines[i], (0, 0))) for i in range(LINES)]
        self.ledger = ledger
        self.counts = [rows("allocated"), rows("freed")]
        self.rows = rows("peak")
        self.peak = ledger["peak"]["bytes"]
        self.most = ledger["peak"]["upper_bound"]
        self.lines = lines
        # What the C library keeps, from before the program begins.
        self.others = sum(
            blocks for name, (blocks, _) in lines_of(ledger, None,
                                                     "peak").items()
            if name not in lines.values())


def wrong_counts(found, before, after):
    """Each number is what it was before the events that were begun, or after
    them, or between."""
    for what, name in ((ALLOCATED, "allocated"), (FREED, "freed")):
        for line, got in enumerate(found.counts[what]):
            for part in range(2):
                least = sum(s.counts[what][line][part] for s in before)
                most = sum(s.counts[what][line][part] for s in after)
                if not least <= got[part] <= most:
                    yield (f"line {found.lines[line]}: {name} {got}, but "
                           f"{least} to {most}")


def possible_peaks(before, after):
    """(peak, rows) of one thread, with an event under way or none."""
    yield before.peak, before.rows
    yield after.peak, after.rows
    if after.peak > before.peak:
        # The event is the new peak, but is not counted yet, or half.
        yield after.peak, before.rows
        live = before.live_rows()
        for line in range(LINES):  # of a realloc the old block may be gone
            for part in range(2):
                if after.counts[FREED][line][part] != \
                        before.counts[FREED][line][part]:
                    live[line][part] -= (after.counts[FREED][line][part]
                                         - before.counts[FREED][line][part])
        yield after.peak, [row[:] for row in live]
        for line in range(LINES):
            more = (after.counts[ALLOCATED][line][0]
                    - before.counts[ALLOCATED][line][0])
            if more:
                live[line][0] += more
                yield after.peak, [row[:] for row in live]


def wrong_single_peak(found, before, after):
    possible = list(possible_peaks(before, after))
    if (found.peak - found.others, found.rows) not in possible:
        yield (f"peak {found.peak} with {found.rows} and {found.others}, but "
               "one of these: " + "; ".join(map(str, possible)))
    if found.most != found.peak:
        yield f"peak {found.peak} is not exact: at most {found.most}"


def wrong_shared_peak(found, before, after):
    """The order among threads isn't known, but bounds are."""
    least_share = max(4096, found.most // 1024 // len(after))
    a_moment = len(after) * (max(s.largest for s in after) + least_share)
    total = sum(row[0] for row in found.rows) + found.others
    if abs(total - found.peak) > a_moment:
        yield f"the rows at the peak add up to {total}, not {found.peak}"
    most = sum(s.peak for s in after) + found.others
    if found.peak > most:
        yield f"peak {found.peak}, but all threads never had more than {most}"
    least = sum(s.live for s in before)
    if found.most < least - a_moment:
        yield f"at most {found.most} at the peak, but {least} at the end"
    if found.most > found.peak + len(after) * least_share + a_moment:
        yield f"the peak is {found.peak} to {found.most}: that says nothing"
    for line, row in enumerate(found.rows):
        most = sum(s.most[line] for s in after)
        if not 0 <= row[0] <= most or row[1] < 0:
            yield (f"line {found.lines[line]}: {row} at the peak, but at most "
                   f"{most} bytes at any time")


class Run:
    def __init__(self, folder, program, threads, seed):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.folder, self.program = folder, program
        self.log = os.path.join(folder, "log")
        self.out = os.path.join(folder, "run.memtrace")
        self.threads, self.seed = threads, seed
        self.events, self.hoarded = [], 0
        self.said = None
        self.status = None

    def command(self, *ending):
        return [self.program, self.log, str(self.seed), str(self.threads),
                *map(str, ending)]

    def start(self, *ending, **more):
        open(self.log, "wb").truncate(16 * 64)
        return subprocess.Popen(self.command(*ending),
                                env=environment(self.out),
                                stderr=subprocess.PIPE, **more)

    def kill_after(self, events):
        process = self.start()
        with open(self.log, "r+b") as file, \
                mmap.mmap(file.fileno(), 16 * 64) as log:
            while process.poll() is None and \
                    struct.unpack_from("=Q", log, 8)[0] < events:
                pass
            process.kill()
        self.end(process)

    def end_by_itself(self, way, events, **more):
        self.end(self.start(way, events, **more))

    def end(self, process):
        self.said = process.communicate()[1].decode()
        self.status = process.returncode
        log = open(self.log, "rb").read()
        for thread in range(self.threads):
            begun, done, hoarded = struct.unpack_from("=QQQ", log,
                                                      64 * thread)
            self.hoarded += hoarded
            # The hoarding thread has begun an event of no sequence.
            self.events.append((done, done if hoarded else begun))

    def seeds(self):
        return [self.seed + i for i in range(self.threads)]

    def wanted(self):
        """(seed, number of events) that have to be known."""
        return {(seed, number) for seed, events in zip(self.seeds(),
                                                       self.events)
                for number in events}

    def wrong(self, memtrace, lines, hoard_line, known, status):
        if self.status != status:
            yield f"ended with {self.status}, not {status}"
        if self.said:
            yield f"said: {self.said}"
        if sum(done for done, _ in self.events) < LEAST:
            yield f"only {self.events} events"
        try:
            ledger = read_ledger(memtrace, self.out)
        except Wrong as error:
            yield error
            return
        finished = status >= 0
        process = ledger["process"]
        if (process["state"] != ("finished" if finished else "ended")
                or process["exit_status"] != (status if finished else None)):
            yield f"the process is {process}"
        if ledger["incomplete"] or ledger["untracked"]["blocks"]:
            yield "it is not complete"
        found = Found(ledger, lines)
        before, after = (
            [known[seed, events[i]] for seed, events in zip(self.seeds(),
                                                            self.events)]
            for i in range(2))
        yield from wrong_counts(found, before, after)
        if self.hoarded:
            blocks = lines_of(ledger, "killed.c",
                              "current").get(hoard_line, (0, 0))
            if not 0 <= blocks[0] - HOARD * self.hoarded <= HOARD:
                yield (f"hoarded {blocks}, not {self.hoarded} times {HOARD} "
                       "bytes")
        elif self.threads == 1:
            yield from wrong_single_peak(found, before[0], after[0])
        else:
            yield from wrong_shared_peak(found, before, after)


def control_group():
    """A folder for one with 48 MiB, below our own; None where none can be
    made."""
    for line in open("/proc/self/cgroup"):
        _, controllers, path = line.strip().split(":", 2)
        if "memory" in controllers.split(","):
            base, limit = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
        elif not controllers:
            base, limit = "/sys/fs/cgroup", "memory.max"
        else:
            continue
        folder = f"{base}{path}/memtrace-test-{os.getpid()}"
        if not os.path.exists(f"{base}{path}/cgroup.procs"):
            continue
        try:
            os.mkdir(folder)
        except OSError:
            continue
        # Not every group may have a limit.
        if os.path.exists(f"{folder}/{limit}"):
            with open(f"{folder}/{limit}", "w") as file:
                file.write(str(48 << 20))
            return folder
        os.rmdir(folder)
    return None


STATUS = {"kill": -signal.SIGKILL, "abort": -signal.SIGABRT,
          "fault": -signal.SIGSEGV, "_exit": 5, "return": 6,
          "limit": -signal.SIGABRT, "group": -signal.SIGKILL,
          "outside": -signal.SIGKILL}


def run_one(run, way, events):
    if way == "outside":
        run.kill_after(events)
    elif way != "group":
        run.end_by_itself(way, events)
    else:
        group = control_group()
        if group is None:
            print("no control group can be made here: that way is left out")
            return False

        def enter():
            with open(f"{group}/cgroup.procs", "w") as file:
                file.write("0")
        try:
            run.end_by_itself("memory", events, preexec_fn=enter)
        finally:
            os.rmdir(group)
    return True


def main():
    memtrace, program, source, work, kills, threads = sys.argv[1:7]
    ways = sys.argv[7:] or ["outside"]
    lines = marks(source, "LINE")
    hoard_line = marks(source, "HOARD")[0]
    if len(lines) != LINES:
        sys.exit(f"lines {lines}")
    dice, runs = random.Random(f"{kills} {threads} {ways}"), []
    for number in range(int(kills)):
        way = ways[number % len(ways)]
        run = Run(os.path.join(work, f"{number}"), program, int(threads),
                  0 if int(threads) > 1 else number % 2)
        if run_one(run, way, dice.randrange(LEAST, MOST)):
            runs.append((number, way, run))
    known, wanted = {}, set().union(*(run.wanted() for _, _, run in runs))
    for seed in {seed for seed, _ in wanted}:
        numbers = {number for s, number in wanted if s == seed}
        known.update(((seed, number), state)
                     for number, state in states(seed, numbers).items())
    wrong = [f"run {number} ({way}), events {run.events}: {text}"
             for number, way, run in runs
             for text in run.wrong(memtrace, lines, hoard_line, known,
                                   STATUS[way])]
    print(f"{len(runs)} ledgers, {len(wrong)} wrong")
    tell(wrong)


if __name__ == "__main__":
    main()
