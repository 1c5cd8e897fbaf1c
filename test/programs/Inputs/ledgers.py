# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ledgers.py: what the ledgers of a run say, as `memtrace report` reads them.
import glob
import json
import os
import subprocess
import sys


class Memtrace:
    """The command, of one build."""

    def __init__(self, bin_folder):
        self.command = os.path.join(bin_folder, "memtrace")

    def read(self, ledger):
        done = subprocess.run([self.command, "export", "--to=json", ledger],
                              capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{ledger}: {done.stderr}")
        return json.loads(done.stdout)

    def read_all(self, pattern):
        """pid -> ledger, of all files that the pattern fits."""
        found = {}
        for path in glob.glob(pattern):
            ledger = self.read(path)
            pid = ledger["process"]["pid"]
            if pid in found:
                sys.exit(f"two ledgers of process {pid}: {glob.glob(pattern)}")
            found[pid] = ledger
        return found


def both(amount):
    return amount["bytes"], amount["blocks"]


def rows(ledger, what="allocated"):
    """(file's name, line) -> (bytes, blocks), of sites that have any."""
    sums = {}
    for site in ledger["sites"]:
        key = os.path.basename(site["file"] or "<unknown>"), site["line"]
        bytes, blocks = sums.get(key, (0, 0))
        sums[key] = (bytes + site[what]["bytes"], blocks + site[what]["blocks"])
    return {key: value for key, value in sums.items() if value != (0, 0)}


def file_bytes(path):
    """(apparent, on the disk)"""
    status = os.stat(path)
    return status.st_size, status.st_blocks * 512
