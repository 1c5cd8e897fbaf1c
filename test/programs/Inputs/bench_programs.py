# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# bench_programs.py: the small programs of test/bench print the same in a plain
# build and in those with lines and with stacks, and their ledgers are whole.
#
#   bench_programs.py BIN CLANG WORK-FOLDER
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "test/bench"), str(ROOT / "test/programs/real")]
import small  # noqa: E402
from program import Compilers  # noqa: E402

FLAGS = "-O2 -g"
# None does less than this at the smallest scale.
FEWEST = 3000


def builds(tools, clang):
    found = {"plain": Compilers(clang, clang + "++", FLAGS)}
    for kind in ("lines", "stacks"):
        option = f"--profile-memory={kind}"
        found[kind] = Compilers(f"{tools}/memtrace-cc",
                                f"{tools}/memtrace-c++",
                                f"{FLAGS} {option}", option)
    return found


def has_headers(workload, compilers):
    """A library that isn't installed is no failure of this test's."""
    return not workload.needs or subprocess.run(
        [compilers.cxx, *workload.standard, "-fsyntax-only", workload.source],
        stderr=subprocess.DEVNULL).returncode == 0


def totals(memtrace, ledger):
    done = subprocess.run([memtrace, "export", "--to=json", ledger],
                          stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def check(workload, compilers, work, memtrace):
    said = {}
    for kind, one in compilers.items():
        folder = work / workload.name / kind
        folder.mkdir(parents=True)
        workload.build(one, folder)
        ledger = folder / "x.memtrace"
        done = subprocess.run(
            workload.command(folder, 1), text=True, stdout=subprocess.PIPE,
            env={**os.environ, "MEMTRACE_OUT": str(ledger)}, check=True)
        said[kind] = done.stdout
        if kind == "plain":
            continue
        found = totals(memtrace, ledger)
        if found["allocated"]["blocks"] < FEWEST or found["bad_tags"] \
                or found["damaged_blocks"] or found["untracked"]["blocks"] \
                or found["process"]["state"] != "finished":
            sys.exit(f"{workload.name}, {kind}: {found}")
    if not said["plain"] or len(set(said.values())) != 1:
        sys.exit(f"{workload.name} isn't the same everywhere: {said}")
    print(f"{workload.name} prints {said['plain'].strip()}, with "
          f"{found['allocated']['blocks']} blocks")


def main():
    tools, clang, work = sys.argv[1:]
    compilers = builds(tools, clang)
    for workload in small.WORKLOADS:
        if has_headers(workload, compilers["plain"]):
            check(workload, compilers, pathlib.Path(work),
                  f"{tools}/memtrace")
        else:
            print(f"{workload.name} is left out: it needs {workload.needs}")


if __name__ == "__main__":
    main()
