# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Lets a program load ledgers: random ones come to what their writer knows, and
what `memtrace report` refuses is refused.

usage: api_loads_ledgers.py API_PROBE [SEED]
"""
import os
import random
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "cli",
                                "Inputs"))
import bad
import ledger
import make
import random_ledger
from random_ledger import expected_sums, has_event, random_layout, total

NO_FILE, BAD_FILE = "-8", "-9"
RANDOM_LEDGERS = 300
# Of which the file lacks a part; what is left of the counts has to be there.
INCOMPLETE = {"no_lines": True, "no_strings": True, "no_contexts": True,
              "no_callers": True, "half_of_the_callers": True,
              "half_of_the_strings": True, "no_counts": False,
              "half_of_the_counts": False}


def totals(made):
    ids = [id for id in made.ids() if has_event(made, id)]
    sums = expected_sums(made, ids)
    peak = total(made.at_peak(id) for id in ids)
    return "0 " + " ".join(f"{amount['bytes']} {amount['blocks']}" for amount in
                           (sums["current"], peak, sums["allocated"]))


def cases(folder, seed):
    for name, (_, make_bad) in bad.CASES.items():
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(make_bad())
        unread = name in bad.TIME_LINES
        yield path, totals(bad.time_line()) if unread else BAD_FILE
    for number in range(seed, seed + RANDOM_LEDGERS):
        rng = random.Random(number)
        made = random_ledger.random_ledger(rng)
        path = os.path.join(folder, f"random{number}")
        made.write(path, random_layout(rng, made))
        yield path, totals(made)
    for name in INCOMPLETE:
        path = os.path.join(folder, name)
        getattr(make, name)(path)
        yield path, None
    fifo = os.path.join(folder, "fifo")
    os.mkfifo(fifo)
    for path in (fifo, folder, "/dev/null", os.path.join(folder, "absent")):
        yield path, NO_FILE
    # Names, lines and counters that would take gigabytes, all of them holes.
    sparse = bytearray(ledger.example().bytes())
    for field, form, value in [("file_incomplete", "I", 1),
                               ("frame_count", "I", 2**32 - 1),
                               ("string_bytes", "Q", 2**40)]:
        struct.pack_into("=" + form, sparse, ledger.offset_of(field), value)
    path = os.path.join(folder, "sparse")
    with open(path, "wb") as file:
        file.write(sparse)
    yield path, BAD_FILE


def main():
    probe = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        expected = list(cases(folder, seed))
        requests = "".join(f"load\t{path}\n" for path, _ in expected)
        run = subprocess.run([probe], input=requests, text=True, check=True,
                             stdout=subprocess.PIPE)
    wrong = 0
    answers = run.stdout.splitlines()
    assert len(answers) == len(expected)
    for (path, wanted), answer in zip(expected, answers):
        name = os.path.basename(path)
        if wanted is None:
            good = answer.startswith("0 ")
            good &= not INCOMPLETE[name] or not answer.startswith("0 0 0 0 0")
        else:
            good = answer == wanted
        if not good:
            wrong += 1
            print(f"{name}: {answer} instead of {wanted}")
    print(f"{wrong} of {len(expected)} files were answered wrongly")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
