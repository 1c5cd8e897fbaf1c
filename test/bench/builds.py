# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# builds.py: the compilers of each way to build, all one clang, and what they
# built.
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


def compilers_of(memtrace):
    """`memtrace` is the folder of memtrace-cc."""
    def traced(profile):
        option = f"--profile-memory={profile}"
        return Compilers(str(memtrace / "memtrace-cc"),
                         str(memtrace / "memtrace-c++"),
                         f"{FLAGS} {option}", option)
    lines = traced("lines")
    plain = plain_compilers(lines, FLAGS)
    profiled = Compilers(plain.cc, plain.cxx,
                         f"{FLAGS} -fmemory-profile{FRAMES}",
                         "-fmemory-profile")
    return {"plain": plain, "lines": lines, "stacks": traced("stacks"),
            "memprof": profiled}


def version_of(clang):
    """The number of a clang, and of the packages that belong to it."""
    said = subprocess.run([clang, "--version"], text=True, check=True,
                          stdout=subprocess.PIPE).stdout
    return re.search(r"version (\d+)\.", said)[1]


def build(workload, compilers, work):
    """The folder it was built in."""
    folder = work / "builds" / workload.name / compilers.identity()
    done = folder / "built"
    if not (done.exists() and workload.keeps_build):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        workload.build(compilers, folder)
        done.touch()
    return folder


def build_all(workload, compilers, wanted, work):
    """By the name of the way to build. MemProf's may fail."""
    folders = {}
    for name in wanted:
        try:
            folders[name] = build(workload, compilers[name], work)
        except (subprocess.CalledProcessError, SystemExit) as error:
            if name != "memprof":
                raise
            print(f"{workload.name}: can't be built with -fmemory-profile: "
                  f"{error}", file=sys.stderr)
    return folders
