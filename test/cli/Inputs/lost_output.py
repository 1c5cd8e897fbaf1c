# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Standard output that is full, closed, or has no reader.

usage: lost_output.py MEMTRACE LEDGER
"""
import os
import subprocess
import sys


def run(arguments, out):
    result = subprocess.run(arguments, stdout=out, stderr=subprocess.PIPE)
    return result.returncode, result.stderr.decode()


def main():
    memtrace, ledger = sys.argv[1:]
    for arguments in [["report", ledger], ["report", ledger, "--format=json"], ["report", ledger, "--format=csv"], ["report", ledger, "--format=markdown"],
                      ["--help"], ["--version"]]:
        command = [memtrace, *arguments]
        with open("/dev/full", "wb") as full:
            assert run(command, full) == (
                1, "memtrace: error: cannot write standard output: "
                   "No space left on device\n"), arguments
        reader, writer = os.pipe()
        os.close(reader)
        assert run(command, writer) == (1, ""), arguments
        os.close(writer)
        shell = ["sh", "-c", '"$@" >&-', "sh", *command]
        assert run(shell, None) == (
            1, "memtrace: error: cannot write standard output: "
               "Bad file descriptor\n"), arguments


if __name__ == "__main__":
    main()
