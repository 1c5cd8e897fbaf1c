# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# handlers.py: runs handlers.c, which must come to its end, and compares what
# was counted with what it asked for.
#
#   handlers.py MEMTRACE PROGRAM WORK-FOLDER TIMES
import os
import shutil
import subprocess
import sys

from traced import environment, ours, read_ledger, tell

memtrace, program, work, times = sys.argv[1:]
wrong = []
for way in ("threads", "forks"):
    for peak in ("bounded", "exact"):
        folder = os.path.join(work, f"{way}-{peak}")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        out = os.path.join(folder, "out.memtrace")
        process = subprocess.Popen(
            [program, way, times], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(out, MEMTRACE_PEAK=peak))
        name = f"{way}, {peak}"
        try:
            output, said = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            wrong.append(f"{name}: it doesn't end")
            continue
        lines, others = ours(said)
        if process.returncode or lines or others:
            wrong.append(f"{name}: status {process.returncode}, said {said}")
            continue
        asked = int(output)
        ledger = read_ledger(memtrace, out)
        counted = sum(
            site["allocated"]["blocks"] for site in ledger["sites"]
            if (site["file"] or "").endswith("handlers.c")
            and site["function"] in ("on_signal", "work"))
        missing = asked - counted
        if not 0 <= missing <= ledger["untracked"]["blocks"]:
            wrong.append(f"{name}: asked for {asked} blocks, counted are "
                         f"{counted}, untracked {ledger['untracked']}")
        if ledger["bad_tags"] or ledger["damaged_blocks"]:
            wrong.append(f"{name}: {ledger['bad_tags']} bad tags")
        children = len(os.listdir(folder)) - 1
        print(f"{name}: {asked} blocks, {missing} in the middle of another "
              f"event, {children} children")
        if (children == 0) != (way == "threads"):
            wrong.append(f"{name}: {os.listdir(folder)}")
tell(wrong)
