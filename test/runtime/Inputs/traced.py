# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# traced.py: what the tests of the runtime share: running a program, reading
# what it left behind, and saying what is wrong.
import json
import os
import subprocess
import sys


class Wrong(Exception):
    """What a test has found."""


def environment(out=None, **more):
    settings = {name: value for name, value in os.environ.items()
                if not name.startswith("MEMTRACE")}
    if out is not None:
        settings["MEMTRACE_OUT"] = out
    settings.update(more)
    return settings


def run(command, out=None, **more):
    """The program's end, with its output and what it said as bytes."""
    return subprocess.run(command, capture_output=True,
                          env=environment(out), **more)


def ours(said):
    """MemTrace's lines on stderr, and what else there is."""
    lines = said.decode(errors="replace").splitlines(keepends=True)
    mine = [line.rstrip("\n") for line in lines
            if line.startswith("MemTrace: ")]
    return mine, "".join(line for line in lines
                         if not line.startswith("MemTrace: "))


def read_ledger(memtrace, path):
    """What `memtrace report` finds in it."""
    got = subprocess.run([memtrace, "export", "--to=json", path],
                         capture_output=True, text=True)
    if got.returncode:
        raise Wrong(f"{path}: status {got.returncode}: {got.stderr}")
    return json.loads(got.stdout)


def lines_of(ledger, source, field):
    """line -> (bytes, blocks) of a source file that is named without its
    folder; `source` None: of all."""
    lines = {}
    for site in ledger["sites"]:
        file = (site["file"] or "").rsplit("/", 1)[-1]
        if source in (None, file):
            was = lines.get(site["line"], (0, 0))
            lines[site["line"]] = (was[0] + site[field]["bytes"],
                                   was[1] + site[field]["blocks"])
    return lines


def marks(path, word):
    """number -> line: where the source has /* WORD number */."""
    found = {}
    for number, text in enumerate(open(path), 1):
        if f"/* {word}" in text:
            rest = text.split(f"/* {word}", 1)[1].split("*/")[0].strip()
            found[int(rest or 0)] = number
    return found


def tell(wrong):
    """Ends the test."""
    if wrong:
        sys.exit("\n".join(map(str, wrong)))
