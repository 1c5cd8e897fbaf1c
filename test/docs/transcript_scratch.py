# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where the transcripts of a page run: a copy of the examples, and an
environment that has MemTrace's commands."""
import fnmatch
import os
import re
import shutil
import signal
import subprocess
import tempfile

from transcript_page import PageError

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
EXAMPLES = os.path.join(ROOT, "examples")
SHOWN_ROOT = "/home/me/memtrace"
TIMEOUT = 120


def ignored(folder, names):
    """What somebody has made there by hand, as the pages say: git knows it by
    a .gitignore in that folder or above. make would not make it again."""
    patterns = []
    while folder.startswith(EXAMPLES):
        try:
            with open(os.path.join(folder, ".gitignore"),
                      encoding="utf-8") as file:
                patterns += [line.strip().rstrip("/") for line in file]
        except FileNotFoundError:
            pass
        folder = os.path.dirname(folder)
    return {name for name in names if any(
        fnmatch.fnmatchcase(name, pattern) for pattern in patterns)}


class Scratch:
    """A copy of the examples for the blocks of one page."""

    def __init__(self, page, bin_dir, work):
        self.root = os.path.realpath(work)
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(EXAMPLES, os.path.join(self.root, "examples"),
                        ignore=ignored)
        home = os.path.join(self.root, "home")
        os.mkdir(home)
        page = os.path.realpath(page)
        own = os.path.dirname(os.path.relpath(page, EXAMPLES))
        self.folder = os.path.join(
            self.root, "examples", "" if own.startswith("..") else own)
        self.environment = {
            name: value for name, value in os.environ.items()
            if not name.startswith(("MEMTRACE", "LIT_", "FILECHECK"))}
        self.environment.update(
            PATH=os.pathsep.join([bin_dir, os.environ["PATH"]]), HOME=home,
            PKG_CONFIG_PATH=os.path.join(
                os.path.dirname(bin_dir), "lib", "pkgconfig"),
            LC_ALL="C.UTF-8", TZ="UTC")

    def run(self, block):
        """(output lines, exit status) of each command."""
        folder = os.path.join(self.folder, block.folder)
        if not os.path.isdir(folder):
            raise PageError(f"there is no folder {block.folder}")
        script = "".join(f"{command.text}\nprintf '\\1%s\\n' $?\n"
                         for command in block.commands)
        # A file, since what was started with `&` keeps a pipe open.
        with tempfile.TemporaryFile() as output:
            shell = subprocess.Popen(
                ["bash", "-c", script], cwd=folder, env=self.environment,
                stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True)
            try:
                shell.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                raise PageError(f"it runs for more than {TIMEOUT} s") from None
            finally:
                end_group(shell)
            output.seek(0)
            return results_of(output.read().decode(errors="replace").replace(
                self.root, SHOWN_ROOT))


def end_group(shell):
    """Whatever was started with `&` ends with its block."""
    try:
        os.killpg(shell.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    shell.wait()


def results_of(output):
    parts = re.split(r"\x01(\d+)\n", output)
    return [([line.rstrip() for line in text.splitlines()], int(status))
            for text, status in zip(parts[::2], parts[1::2])]
