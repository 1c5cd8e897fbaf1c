# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# builds.py: the compilers of each way to build, all one clang, and what they
# built.
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "programs/real"))
from instructions import READABLE, plain_compilers  # noqa: E402
from program import Compilers  # noqa: E402

from ways import FRAMES  # noqa: E402

FLAGS = "-O2 -g" + READABLE


class Summarized(Compilers):
    """Builds twice: what the first build says of the program's functions, the
    second one knows."""


def compilers_of(memtrace):
    """`memtrace` is the folder of memtrace-cc."""
    def traced(profile, kind=Compilers):
        option = f"--profile-memory={profile}"
        return kind(str(memtrace / "memtrace-cc"),
                    str(memtrace / "memtrace-c++"), f"{FLAGS} {option}",
                    option)
    lines = traced("lines")
    plain = plain_compilers(lines, FLAGS)
    profiled = Compilers(plain.cc, plain.cxx,
                         f"{FLAGS} -fmemory-profile{FRAMES}",
                         "-fmemory-profile")
    return {"plain": plain, "lines": lines, "stacks": traced("stacks"),
            "lines summarized": traced("lines", Summarized),
            "stacks summarized": traced("stacks", Summarized),
            "memprof": profiled}


def version_of(clang):
    """The number of a clang, and of the packages that belong to it."""
    said = subprocess.run([clang, "--version"], text=True, check=True,
                          stdout=subprocess.PIPE).stdout
    return re.search(r"version (\d+)\.", said)[1]


def compilers_for(workload, compilers, work):
    """With the workload's call summary, if that is meant."""
    if not isinstance(compilers, Summarized):
        return compilers

    def with_option(option):
        return Compilers(**{**dataclasses.asdict(compilers),
                            "flags": f"{compilers.flags} {option}"})
    path = work / "summaries" / f"{workload.name}-{compilers.identity()}"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        begun = path.with_suffix(".begun")
        begun.unlink(missing_ok=True)
        first = with_option(f"--memtrace-write-summary={begun}")
        shutil.rmtree(folder_of(workload, first, work), ignore_errors=True)
        build(workload, first, work)
        begun.rename(path)
    return with_option(f"--memtrace-summary={path}")


def folder_of(workload, compilers, work):
    return work / "builds" / workload.name / compilers.identity()


def build(workload, compilers, work):
    """The folder it was built in."""
    folder = folder_of(workload, compilers, work)
    done = folder / "built"
    if not (done.exists() and workload.keeps_build):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        workload.build(compilers, folder)
        done.touch()
    return folder


def build_all(workload, compilers, wanted, work):
    """By the name of the way to build. MemProf's may fail."""
    def attempt(name):
        try:
            return build(
                workload, compilers_for(workload, compilers[name], work), work)
        except (subprocess.CalledProcessError, SystemExit) as error:
            if name != "memprof":
                raise
            print(f"{workload.name}: can't be built with -fmemory-profile: "
                  f"{error}", file=sys.stderr)
    workload.fetch()
    # Half of a build is a script that configures, on one processor.
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folders = zip(wanted, pool.map(attempt, wanted))
        return {name: folder for name, folder in folders if folder}
