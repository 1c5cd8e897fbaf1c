# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# workload.py: what every workload of the bench has: how it is built with some
# compilers, and the process that is measured. small.py has the programs of
# this folder, real_programs.py those of others.
import pathlib
import subprocess


class Workload:
    """`compilers` have .cc, .cxx (which may hold several words), .flags and
    .ldflags. `folder` is where it was built, and where it runs. `scale` is a
    percentage of the normal size, which takes 0.5 to 1 s of CPU in a plain
    build."""
    name = None
    about = ""        # a few words for the page
    is_heavy = False  # one of the six rows that hardly do anything but allocate
    threads = 1       # that it keeps busy: one is pinned to a processor
    needs = []        # Debian packages to build and run it
    language = "c"    # or "c++"
    # Building takes longer than to find out that nothing changed.
    keeps_build = False

    def fetch(self):
        """Its sources, before several builds ask for them at once."""

    def build(self, compilers, folder):
        """Called once for each way of building, with an empty folder."""
        raise NotImplementedError

    def product(self, folder):
        """The executable."""
        return pathlib.Path(folder) / self.name

    def command(self, folder, scale):
        """The words of the measured process."""
        raise NotImplementedError

    def run(self, folder, scale, measured):
        """What has to happen around it, as a server's client, belongs here;
        `measured` is test/programs/real/program.py's Measured."""
        measured.run(*self.command(folder, scale), cwd=folder,
                     stdout=subprocess.DEVNULL)

    def units(self, folder):
        """Lists of arguments, each of which compiles one translation unit
        (without -c, -o and the compilers' flags), for the time that compilers
        take and the size of what they make."""
        return []
