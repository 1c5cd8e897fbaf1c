# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# measure.py: one run of a workload in one way, and the rounds in which the
# ways take turns with the plain build.
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "programs/real"))
from program import Measured  # noqa: E402

from ways import PLAIN  # noqa: E402

LIMIT = 120  # seconds that a run may take


class CannotRun(Exception):
    """What is measured doesn't do this work, and why."""


@dataclasses.dataclass
class Place:
    """Where it is measured."""
    work: pathlib.Path
    memtrace: pathlib.Path  # the command
    meter: pathlib.Path

    @classmethod
    def make(cls, work, memtrace, clang):
        work.mkdir(parents=True, exist_ok=True)
        meter = work / "meter"
        subprocess.run([clang, "-O2", HERE / "meter.c", "-o", meter],
                       check=True)
        subprocess.run([clang, "-O2", "-fPIC", "-shared", "-fno-builtin",
                        HERE / "block_cache.c", "-o",
                        work / "block_cache.so"], check=True)
        return cls(work, memtrace, meter)

    def prefix(self, way, threads=1, limit=LIMIT):
        """What comes before a command that is run in a way; empties the
        folder that it writes to."""
        out = self.out()
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        pin = []
        if threads == 1 and not way.helpers:
            pin = ["taskset", "-c", str(max(os.sched_getaffinity(0)))]
        return [*pin, str(self.meter), str(self.work / "meter.json"),
                str(limit), *way.words(out)]

    def out(self):
        return self.work / "out"

    def usage(self, way):
        """Of the run that ended last: seconds and bytes."""
        found = json.loads((self.work / "meter.json").read_text())
        # A ledger has holes.
        found["output"] = sum(
            min(stat.st_size, 512 * stat.st_blocks)
            for stat in (path.stat() for path in self.out().rglob("*")
                         if path.is_file() and path.suffix != ".log"))
        self._check(way)
        return found

    def _check(self, way):
        """A run that recorded nothing would be a fast one."""
        left = sorted(self.out().glob(way.leaves)) if way.leaves else []
        if way.leaves and not left:
            raise CannotRun("it left no record")
        if way.traces and not sum(self._blocks(path) for path in left):
            raise SystemExit(f"{way.name}: nothing was traced: {left}")

    def _blocks(self, ledger):
        done = subprocess.run([self.memtrace, "export", "--to=json", ledger],
                              check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout)["allocated"]["blocks"]


class Quiet(Measured):
    """What tools say, unless it is an error, is for nobody."""

    def __init__(self, prefix, log):
        super().__init__(prefix)
        self.log = log

    def _kinds(self, kinds):
        return {"stderr": self.log, **super()._kinds(kinds)}


def once(place, workload, folder, way, scale):
    begin = time.monotonic()
    prefix = place.prefix(way, workload.threads)
    try:
        with open(place.work / "stderr", "w") as log:
            workload.run(folder, scale, Quiet(prefix, log))
    except (subprocess.CalledProcessError, SystemExit) as error:
        if time.monotonic() - begin >= LIMIT:
            raise CannotRun(f"it takes more than {LIMIT} s")
        code = getattr(error, "returncode", error)
        last = (place.work / "stderr").read_text(errors="replace")
        raise CannotRun(f"it ends with {code} "
                        + last.strip().split("\n")[-1][:200])
    return place.usage(way)


class Turns:
    """Rounds of one workload at one scale, every run next to a plain one."""

    def __init__(self, place, workload, folders, scale, starts=None):
        self.place, self.workload = place, workload
        self.starts = starts or {}
        self.folders, self.scale = folders, scale
        self.found = {}  # by way: rounds, or what keeps it from running

    def run(self, way):
        return once(self.place, self.workload, self.folders[way.build], way,
                    self.scale)

    def plain(self):
        return self.run(PLAIN)

    def one_round(self, ways, backwards):
        """Each plain run stands between two others: one comes after it, one
        before."""
        if backwards:
            ways = ways[::-1]
        before = self.plain()
        for i in range(0, len(ways), 2):
            first, last = ways[i:i + 1], ways[i + 1:i + 2]
            done = [self.attempt(way) for way in first + last]
            after = self.plain()
            for way, run, plain in zip(first + last, done, (before, after)):
                if run:
                    self.found[way.name].append({
                        **run, "plain": plain,
                        "start": self.starts.get(way.name)})
            before = after

    def attempt(self, way):
        rounds = self.found.setdefault(way.name, [])
        if isinstance(rounds, str):
            return None
        try:
            if way.build not in self.folders:
                raise CannotRun("it can't be built")
            return self.run(way)
        except CannotRun as why:
            if way.kind == "memtrace":
                raise SystemExit(f"{self.workload.name}, {way.name}: {why}")
            self.found[way.name] = str(why)
            return None

    def rounds(self, ways, most, seconds):
        """As many as there is time for, and one at least."""
        begin = time.monotonic()
        for done in range(1, most + 1):
            self.one_round(ways, backwards=done % 2 == 0)
            spent = time.monotonic() - begin
            if spent + spent / done > seconds:
                break
        return self.found
