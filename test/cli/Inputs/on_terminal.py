# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs a command whose standard output is a terminal, and copies what comes.

usage: on_terminal.py COMMAND...
"""
import os
import pty
import subprocess
import sys

ours, theirs = pty.openpty()
command = subprocess.Popen(sys.argv[1:], stdout=theirs, stdin=theirs)
os.close(theirs)
while True:
    try:
        text = os.read(ours, 1 << 16)
    except OSError:  # nobody has the other end any more
        break
    sys.stdout.buffer.write(text.replace(b"\r\n", b"\n"))
sys.exit(command.wait())
