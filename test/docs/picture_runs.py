# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the pictures of the docs show: the lines of a terminal, with its escape
sequences."""
import os
import sys
import tempfile

from transcript_page import Block, Command
from transcript_scratch import ROOT, Scratch

BUILD = ("memtrace-c++ --profile-memory=stacks -std=c++17 -O2 list.cpp "
         "record.cpp lengths.cpp -o list")
TEXTS = "cat /usr/share/common-licenses/*"


def output_of(bin_dir, *commands):
    """What the last of these prints, run in examples/records."""
    commands = [Command(text) for text in commands]
    with tempfile.TemporaryDirectory() as work:
        scratch = Scratch(os.path.join(ROOT, "README.md"), bin_dir, work)
        results = scratch.run(Block(0, 0, 0, "records", commands))
    if [status for _, status in results] != [0] * len(commands):
        sys.exit(f"picture.py: {results}")
    return results[-1][0]


def report(bin_dir):
    shown = "memtrace report list.memtrace -n 3"
    return ["$ " + shown] + output_of(
        bin_dir, BUILD,
        f"{TEXTS} | memtrace run -q -o list ./list >/dev/null",
        shown + " --color=always")


def top(bin_dir):
    """The first line with its callers opened, all of the text being read."""
    tmux = "tmux -f /dev/null -S ./tmux"
    seen = (f"until {tmux} capture-pane -p | grep -q '%s'; "
            "do sleep 0.1; done")
    return output_of(
        bin_dir, BUILD,
        f"({TEXTS}; sleep 60) | MEMTRACE_OUT=list.memtrace ./list "
        ">/dev/null &",
        "until memtrace report list.memtrace 2>&1 | grep -q count=968; "
        "do sleep 0.1; done",
        f"{tmux} new-session -d -x 100 -y 13 "
        "'memtrace top list.memtrace -d 0.5'",
        seen % "growth since the last",
        f"{tmux} send-keys Enter",
        seen % "list.cpp:21",
        seen % "█",  # what was live at the readings up to now
        f"{tmux} capture-pane -e -p; {tmux} kill-server")


PICTURES = {"report": report, "top": top}
