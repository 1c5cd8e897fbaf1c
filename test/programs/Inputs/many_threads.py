# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# many_threads.py: runs many_threads.c and compares its ledger with what it
# says of itself.
#
#   many_threads.py BIN-FOLDER WORK-FOLDER PROGRAM KIND COUNT [bounded|exact]
#
# With the kind "size", two runs: the ledger of so many short threads may be no
# larger than that of as many as there are at a time.
import os
import subprocess
import sys

from ledgers import Memtrace, both, file_bytes, rows

AT_A_TIME = 64


def run(program, kind, count, peak, ledger):
    if os.path.exists(ledger):
        os.remove(ledger)
    done = subprocess.run(
        [program, kind, str(count)], text=True, capture_output=True,
        env={**os.environ, "MEMTRACE_OUT": ledger, "MEMTRACE_PEAK": peak})
    if done.returncode or done.stderr:
        sys.exit(f"{kind}: status {done.returncode}: {done.stderr}")
    return list(map(int, done.stdout.split()))


def take_line(program_source):
    return next(number for number, text in enumerate(open(program_source), 1)
                if "/* TAKE */" in text)


def peak_differences(ledger, others, own_peak, threads, exact):
    """Threads begin before the peak and end after it; what the C library has
    asked for them is live then."""
    true = own_peak + others
    low, high = ledger["peak"]["bytes"], ledger["peak"]["upper_bound"]
    if exact and low != true or not low <= true <= high:
        yield f"peak {low}, at most {high}; true is {true}"
    if high - low > max(4096 * threads, low // 1024):
        yield f"peak {low}, at most {high}: too wide for {threads} threads"


def differences(memtrace, program, kind, count, peak, path):
    allocated, blocks, freed, freed_blocks, own_peak = run(
        program, kind, count, peak, path)
    ledger = memtrace.read(path)
    place = "many_threads.c", take_line(os.path.join(
        os.path.dirname(os.path.abspath(__file__)), "many_threads.c"))
    for what, wanted in (("allocated", (allocated, blocks)),
                         ("freed", (freed, freed_blocks))):
        got = rows(ledger, what).get(place)
        if got != wanted:
            yield f"{what} {got}, not {wanted}"
    for name in ("bad_tags", "damaged_blocks", "incomplete",
                 "shared_slab_threads"):
        if ledger[name]:
            yield f"{name} is {ledger[name]}"
    if ledger["untracked"]["blocks"]:
        yield f"untracked: {ledger['untracked']}"
    if kind == "together":
        others = both(ledger["allocated"])[0] - allocated
        yield from peak_differences(ledger, others, own_peak, count + 1,
                                    peak == "exact")


def size_differences(memtrace, program, count, folder):
    sizes = []
    for now in (AT_A_TIME, count):
        path = os.path.join(folder, f"{now}.memtrace")
        run(program, "briefly", now, "bounded", path)
        ledger = memtrace.read(path)
        if ledger["process"]["threads"] < now:
            yield f"{ledger['process']['threads']} threads, not {now}"
        sizes.append((*file_bytes(path), ledger["own_bytes"]))
    for few, many in zip(*sizes):
        if many > few + few // 10:
            yield f"{many} bytes for {count} threads, {few} for {AT_A_TIME}"
    print("file, disk, own:", *sizes)


def main():
    bin_folder, work, program, kind, count, *peak = sys.argv[1:]
    memtrace = Memtrace(bin_folder)
    program = os.path.abspath(program)
    if kind == "size":
        wrong = list(size_differences(memtrace, program, int(count), work))
    else:
        wrong = list(differences(memtrace, program, kind, int(count),
                                 (peak or ["bounded"])[0],
                                 os.path.join(work, "run.memtrace")))
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
