# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# growth_bench.py: how one point of a curve is measured: CPU time in turns with
# the plain build, and the instructions that a pair takes more.
import json
import os
import pathlib
import re
import shlex
import statistics
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

import builds
import figures
import measure
import ways
from program import Measured
from workload import Workload

PROGRAMS = pathlib.Path(__file__).resolve().parent / "programs"


class Case(Workload):
    """A program of programs/, with arguments. It may say how many seconds each
    of its parts took."""

    def __init__(self, name, *arguments, threads=1):
        self.name, self.threads = name, threads
        self.arguments = [str(word) for word in arguments]
        self.said = {}

    def build(self, compilers, folder):
        subprocess.run(
            [*shlex.split(compilers.cc), *shlex.split(compilers.flags),
             "-pthread", PROGRAMS / f"{self.name}.c", "-o",
             self.product(folder), *shlex.split(compilers.ldflags)],
            check=True)

    def command(self, folder, scale=100):
        return [str(self.product(folder)), *self.arguments]

    def run(self, folder, scale, measured):
        done = measured.run(*self.command(folder), cwd=folder, text=True,
                            stdout=subprocess.PIPE)
        self.said = json.loads(done.stdout) if done.stdout else {}


class Turns(measure.Turns):
    def run(self, way):
        return {**super().run(way), **self.workload.said}


class Bench:
    """`rounds` and `seconds` bound what one point takes; `folders` are those
    of the builds, by program and way to build."""

    def __init__(self, place, compilers, quick):
        self.place, self.compilers, self.quick = place, compilers, quick
        self.folders = {}

    def amount(self, normal):
        return max(1, normal // 20) if self.quick else normal

    def build(self, case, kinds=("plain", "lines", "stacks")):
        self.folders[case.name] = builds.build_all(
            case, self.compilers, kinds, self.place.work)

    def folder(self, case, way):
        return self.folders[case.name][way.build]

    def ratios(self, case, asked, rounds, seconds, parts=("cpu",), warm=True):
        """By way: of each part the quartiles of the ratios and the seconds,
        and what the run takes of memory and leaves on the disk."""
        turns = Turns(self.place, case, self.folders[case.name], 100)
        if warm:
            turns.plain()  # what it reads is in memory from now on
        found = turns.rounds(asked, 1 if self.quick else rounds, seconds)
        return {way.name: self.summary(found[way.name], parts)
                for way in asked}

    def summary(self, runs, parts):
        def median(get):
            return statistics.median(map(get, runs))
        point = {"rounds": len(runs),
                 "rss": median(lambda run: run["rss"]),
                 "more_rss": median(
                     lambda run: run["rss"] - run["plain"]["rss"]),
                 "output": median(lambda run: run["output"])}
        for part in parts:
            # What took no time has no ratio.
            low, middle, high = figures.quartiles(
                [run[part] / max(run["plain"][part], 1e-6) for run in runs])
            point[part] = {"ratio": middle, "low": low, "high": high,
                           "plain": median(lambda run: run["plain"][part]),
                           "more": median(lambda run: run[part]
                                          - run["plain"][part])}
        return point

    def instructions(self, case, way):
        with tempfile.TemporaryDirectory(dir=self.place.work) as out:
            settings = dict(word.split("=", 1) for word in way.words(out)
                            if "=" in word)
            log = pathlib.Path(out) / "callgrind.log"
            Measured(["valgrind", "--tool=callgrind", "--fair-sched=yes",
                      "--callgrind-out-file=/dev/null", f"--log-file={log}"],
                     **settings).run(
                *case.command(self.folder(case, way)),
                stdout=subprocess.DEVNULL)
            # A run that traced nothing would be a fast one.
            if way.traces and not list(pathlib.Path(out).glob(way.leaves)):
                raise SystemExit(f"{case.name}, {way.name}: no ledger")
            return int(re.search(r"Collected : (\d+)", log.read_text())[1])

    def added(self, short, long, events, asked):
        """By way: instructions that each event takes more than in the plain
        build; the runs are so many events apart."""
        jobs = [(case, way) for way in (ways.PLAIN, *asked)
                for case in (long, short)]
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            counts = list(pool.map(lambda job: self.instructions(*job), jobs))
        costs = [(counts[i] - counts[i + 1]) / events
                 for i in range(0, len(counts), 2)]
        return {way.name: cost - costs[0]
                for way, cost in zip(asked, costs[1:])}

