# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A source that would do something to a terminal.

usage: odd_source.py FILE
"""
import sys

with open(sys.argv[1], "wb") as file:
    file.write(b"a\x1b[2Jb\r\nx\ty\n```\nnul \0 behind\n\xff\xfe")
