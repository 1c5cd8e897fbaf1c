# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# census.py: which processes of a test suite had MemTrace's runtime in them, by
# the notes of census.c, so that a process that leaves nothing is missed.
import dataclasses
import os
import subprocess

import program

SOURCE = program.HERE / "census.c"


@dataclasses.dataclass(eq=False)
class Image:
    """What one process did between an exec or fork and the next exec."""
    pid: int
    program: str
    parent: int = 0  # of a fork without an exec
    traced: bool = True
    status: int = None  # when it has ended by exit()
    replaced: bool = False  # by an exec
    # Another of this name had its pid later, and so the name of its report.
    overwritten: bool = False


class Census:
    def __init__(self, cc, folder):
        """The folder is one that every process may write to."""
        self.library = folder / "census.so"
        self.notes = folder / "census.txt"
        subprocess.run([cc, "-O2", "-fPIC", "-shared", "-Wall", SOURCE, "-o",
                        self.library], check=True)
        self.notes.touch()
        os.chmod(self.notes, 0o666)

    def settings(self):
        return {"LD_PRELOAD": str(self.library),
                "CENSUS_OUT": str(self.notes)}

    def images(self):
        """A child that only forked to exec is none."""
        found, now = [], {}
        for line in self.notes.read_text(errors="replace").splitlines():
            kind, pid, *rest = line.split(" ", 3)
            pid = int(pid)
            if kind == "exit":
                if pid in now:
                    now[pid].status = int(rest[0])
                continue
            before = now.pop(pid, None)
            if before and before.status is None and kind == "start":
                if before.parent:
                    found.remove(before)
                else:
                    before.replaced = True
            if kind == "fork":
                parent = now.get(int(rest[0]))
                now[pid] = Image(pid, parent.program if parent else "",
                                 int(rest[0]), not parent or parent.traced)
            elif rest[0] != "without":
                now[pid] = Image(pid, rest[1], traced=rest[0] == "on")
            if pid in now:
                found.append(now[pid])
        last = {}
        for image in found:
            before = last.get((image.pid, image.program))
            if before and before.status is not None:
                before.overwritten = True
            last[image.pid, image.program] = image
        return found
