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
TEXTS = "/usr/share/common-licenses"
# Blocks of list.cpp:16 when the texts up to GFDL-1.3 are read, and at the end.
MARKED, READ = 252, 968


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
    """The rows and their callers; what is above them README shows as text."""
    shown = "memtrace report list.memtrace -n 3"
    lines = output_of(
        bin_dir, BUILD,
        f"cat {TEXTS}/* | memtrace run -q -o list ./list >/dev/null",
        shown + " --color=always")
    rows = next(index for index, line in enumerate(lines)
                if "At the peak" in line)
    return ["$ " + shown, "...", *lines[rows:]]


def top(bin_dir):
    """The first line with its callers opened, while text after text is read;
    what is there after some of them is marked."""
    tmux = "tmux -f /dev/null -S ./tmux"
    seen = (f"until {tmux} capture-pane -p | grep -q '%s'; "
            "do sleep 0.1; done")
    read = "for text in %s; do cat $text; sleep 0.5; done; "
    return output_of(
        bin_dir, BUILD,
        "(" + read % f"{TEXTS}/[A-C]* {TEXTS}/GFDL*"
        + "until [ -e marked ]; do sleep 0.1; done; "
        + read % f"{TEXTS}/GPL* {TEXTS}/[L-M]*"
        + "sleep 60) | MEMTRACE_OUT=list.memtrace ./list >/dev/null &",
        "until memtrace report list.memtrace >/dev/null 2>&1; "
        "do sleep 0.1; done",
        f"{tmux} new-session -d -x 100 -y 13 "
        "'memtrace top list.memtrace -d 0.5'",
        seen % "growth since the last",
        seen % f" {MARKED} .*list.cpp:16",
        f"{tmux} send-keys m && " + seen % "growth since the mark",
        f"{tmux} send-keys Enter && " + seen % "list.cpp:21",
        "touch marked",
        seen % f" {READ} .*list.cpp:16",
        f"{tmux} capture-pane -e -p; {tmux} kill-server")


PICTURES = {"report": report, "top": top}
