# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# libraries.py: runs the host of libraries.cpp, and looks at its ledgers: rows
# of unloaded libraries stay right, and no site gets a second id however often
# its library comes back.
#
#   libraries.py BIN-FOLDER WORK-FOLDER HOST LIBRARY-A LIBRARY-B LIBRARY-C
#
# With --parted, libraries that are loaded with RTLD_DEEPBIND don't have the
# host's thread frames, and it is said.
import os
import re
import subprocess
import sys

from ledgers import Memtrace, file_bytes, rows

FEW, MANY = 36, 1000


def run(words, path, *more, said=""):
    if os.path.exists(path):
        os.remove(path)
    done = subprocess.run(
        [*words, *more], text=True, capture_output=True,
        env={**os.environ, "MEMTRACE_OUT": path, "MEMTRACE_PEAK": "exact"})
    if (done.returncode != 6 or done.stdout
            or not re.fullmatch(said, done.stderr)):
        sys.exit(f"{more}: status {done.returncode}: {done.stderr}")


def uses(rounds):
    """How often a was used, c threw, and b allocated, over so many rounds of
    in_all_orders()."""
    orders = [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]
    there, a, c = set(), 0, 0
    for round in range(rounds):
        for which in orders[round % 6] + orders[round // 6 % 6]:
            there ^= {which}
            a += 0 in there
            c += 2 * ({1, 2} <= there)
    return a, c + 10  # and the ten threads


def marked(mark):
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "libraries.cpp")
    return next(number for number, text in enumerate(open(source), 1)
                if text.rstrip().endswith("// " + mark))


def row_differences(ledger, rounds):
    a, c = uses(rounds)
    got = rows(ledger).get(("libraries.cpp", marked("A")))
    if got != (100 * a, a):
        yield f"a has {got}, not {100 * a, a}"
    for name in ("bad_tags", "damaged_blocks", "incomplete",
                 "unregistered_sites"):
        if ledger[name]:
            yield f"{name} is {ledger[name]}"
    # Its string, the exception, and its text, on two lines.
    thrown = sum(blocks for (file, line), (_, blocks) in rows(ledger).items()
                 if file == "libraries.cpp"
                 and line in (marked("C") - 1, marked("C")))
    if thrown < 3 * c:
        yield f"c has {thrown} blocks, too few for {c} exceptions"
    left = rows(ledger, "current").get(("libraries.cpp", marked("A")))
    if left:
        yield f"left of a's: {left}"


def main():
    bin_folder, work, *words = [w for w in sys.argv[1:] if w != "--parted"]
    memtrace, wrong, ids, sizes = Memtrace(bin_folder), [], [], []
    for rounds in (FEW, MANY):
        path = os.path.join(work, f"{rounds}.memtrace")
        run(words, path, str(rounds))
        ledger = memtrace.read(path)
        wrong += row_differences(ledger, rounds)
        ids.append(max(site["id"] for site in ledger["sites"]))
        sizes.append(file_bytes(path))
    # A line that not every run comes to may be one more; a leak is hundreds.
    if ids[1] > ids[0] + 4 or any(
            many > few + 16384 for few, many in zip(*sizes)):
        wrong.append(f"ids {ids}, sizes {sizes}")
    # Each library prefers what it brings itself, libc's malloc among it.
    path = os.path.join(work, "deep.memtrace")
    run(words, path, str(FEW), "deep", said=(
        r"MemTrace: \S*/c.so was loaded with RTLD_DEEPBIND [^\n]*\n"
        if "--parted" in sys.argv else ""))
    memtrace.read(path)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
