# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# scale.py: runs scale.c and checks that every site and block is counted, and
# what the ledger takes.
#
#   scale.py BIN-FOLDER WORK-FOLDER PROGRAM SITES THREADS same|distinct
#            MOST-BYTES-ON-DISK [LIMIT-OF-ADDRESS-SPACE]
#
# With the limit, ids must run out, and be said to.
import os
import resource
import subprocess
import sys
import time

from ledgers import Memtrace, both, file_bytes


def run(program, words, out, limit):
    for path in (out, out + ".memtrace"):
        if os.path.exists(path):
            os.remove(path)
    begin = time.monotonic()
    done = subprocess.run(
        [program, *words], capture_output=True, text=True,
        env={**os.environ, "MEMTRACE_OUT": out},
        preexec_fn=lambda: limit and resource.setrlimit(
            resource.RLIMIT_AS, (limit, limit)))
    if done.returncode or done.stderr:
        sys.exit(f"status {done.returncode}: {done.stderr}")
    return time.monotonic() - begin


def differences(ledger, sites, threads, is_distinct, limit):
    places = sites * (threads if is_distinct and threads else 1)
    blocks = 2 * sites * max(threads, 1)
    # Of the sites themselves; the C library asks for threads' memory, too.
    own = [site for site in ledger["sites"] if site["file"] == "generated.c"]
    found = {name: sum(site[name]["blocks"] for site in own)
             for name in ("allocated", "freed", "current")}
    lost = ledger["unregistered_sites"]
    if limit:
        unknown = both(next(s["allocated"] for s in ledger["sites"]
                            if not s["file"]))[1]
        if not lost or len(own) + lost != places or unknown < lost:
            yield f"{len(own)} sites and {lost} lost, not {places}"
        found["allocated"] += unknown - threads
    elif len(own) != places or lost:
        yield f"{len(own)} sites, {lost} lost, not {places}"
    if found["allocated"] != blocks and not (limit and threads):
        yield f"{found['allocated']} blocks, not {blocks}"
    if not limit and (found["freed"], found["current"]) != (
            blocks // 2, blocks // 2):
        yield f"{found}, not the half of {blocks}"
    for name in ("bad_tags", "damaged_blocks", "incomplete",
                 "shared_slab_threads"):
        if ledger[name]:
            yield f"{name} is {ledger[name]}"


def main():
    (bin_folder, work, program, sites, threads, kind, most,
     *limit) = sys.argv[1:]
    limit = int(limit[0]) if limit else 0
    program = os.path.abspath(program)
    path = os.path.join(work, "run.memtrace")
    words = [sites, threads, kind]
    seconds = run(program, words, path, limit)
    apparent, on_disk = file_bytes(path)
    ledger = Memtrace(bin_folder).read(path)
    text = os.path.join(work, "report.txt")
    text_seconds = run(program, words, text, limit)
    print(f"{sites} sites, {threads} threads, {kind}: file {apparent}, on disk "
          f"{on_disk}, own {ledger['own_bytes']}; ran {seconds:.2f} s, with a "
          f"text {text_seconds:.2f} s")
    wrong = list(differences(ledger, int(sites), int(threads),
                             kind == "distinct", limit))
    if on_disk > int(most):
        wrong.append(f"{on_disk} bytes on the disk, more than {most}")
    report = open(text).read()
    if limit and f"{ledger['unregistered_sites']}" not in report:
        wrong.append(f"the report doesn't say what is missing:\n{report}")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
