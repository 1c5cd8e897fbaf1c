# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# endures.py: what may happen to the ledger and to the program while it runs.
# The program's output and its end are those of the plain build, and either all
# of what was counted is found, or one line on stderr says what is missing.
#
#   endures.py MEMTRACE PLAIN TRACED WORK-FOLDER CASES...
#
# The names of cases are those of the classes' functions below.
import os
import resource
import shutil
import subprocess
import sys

from traced import Wrong, environment, ours, read_ledger, tell

SITES, STEP, BUSY = 4000, 64, 3 * 300000
PAGE = 4096


class Case:
    """One program, in a folder of its own, with one kind of output."""

    def __init__(self, memtrace, plain, traced, folder, kind):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        self.memtrace, self.plain, self.traced = memtrace, plain, traced
        self.folder, self.kind = folder, kind
        self.out = os.path.join(folder, f"out.{kind}")
        self.ledger = (self.out if kind == "memtrace"
                       else self.out + ".memtrace")
        self.wrong, self.said = [], []

    def no(self, text):
        self.wrong.append(text)

    def run(self, way, threads=0, meanwhile=None, argument=(), prefix=(),
            limits=(), out=None, **settings):
        """Runs both builds, and compares them; keeps what ours has said."""
        def enter():
            for what, value in limits:
                resource.setrlimit(what, (value, value))
        ends = []
        for program in (self.plain, self.traced):
            traced = program == self.traced
            process = subprocess.Popen(
                [*prefix, program, str(threads), way, *argument],
                cwd=self.folder, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                preexec_fn=enter,
                env=environment((out or self.out) if traced else None,
                                **settings))
            first = process.stdout.readline()
            if traced and meanwhile:
                meanwhile()
            output, said = process.communicate(b"\n", timeout=60)
            self.said, others = ours(said)
            ends.append((process.returncode, first + output, others))
        if ends[0] != ends[1]:
            self.no(f"ends with {ends[1]}, but plain with {ends[0]}")
        self.blocks = SITES + threads * ((SITES + STEP - 1) // STEP)
        self.threads = threads

    def says(self, *parts):
        """One line, with these parts; without any, no line."""
        if len(self.said) != (1 if parts else 0) or any(
                part not in self.said[0] for part in parts):
            self.no(f"says {self.said}, not {parts}")

    def read(self, path):
        """(blocks at many.c's lines, ledger)"""
        try:
            ledger = read_ledger(self.memtrace, path)
        except Wrong as error:
            self.no(str(error))
            return 0, None
        return sum(site["allocated"]["blocks"] for site in ledger["sites"]
                   if (site["file"] or "").endswith("many.c")), ledger

    def ledger_is_whole(self, path=None, finished=True):
        blocks, ledger = self.read(path or self.ledger)
        if ledger and (blocks != self.blocks or ledger["incomplete"]
                       or ledger["untracked"]["blocks"]):
            self.no(f"the ledger has {blocks} of {self.blocks} blocks; "
                    f"incomplete: {ledger['incomplete']}, untracked: "
                    f"{ledger['untracked']}")
        if ledger and finished != (ledger["process"]["state"] == "finished"):
            self.no(f"the process is {ledger['process']}")

    def ledger_has_a_part(self):
        blocks, ledger = self.read(self.ledger)
        if ledger and not (SITES // 2 <= blocks <= self.blocks
                           and ledger["incomplete"]):
            self.no(f"{blocks} blocks, incomplete: {ledger['incomplete']}")

    def report_is_whole(self, path=None):
        """The text's total, less what starting threads took."""
        try:
            text = open(path or self.out).read()
        except OSError as error:
            return self.no(str(error))
        row = next(line.split() for line in text.splitlines()
                   if line.startswith("allocated"))
        if int(row[-5]) != self.blocks + self.threads:
            self.no(f"{self.blocks} blocks, but:\n{text[:2000]}")

    def output_is_whole(self):
        if self.kind == "txt":
            self.report_is_whole()
        else:
            self.ledger_is_whole()

    def holds(self, *names):
        """What is in the folder now, and for the owner alone."""
        found = sorted(name for name in os.listdir(self.folder)
                       if not name.startswith("mine"))
        if found != sorted(names):
            self.no(f"the folder has {found}, not {sorted(names)}")
        for name in found:
            path = os.path.join(self.folder, name)
            mode = os.lstat(path).st_mode & 0o777
            if os.path.isfile(path) and mode != 0o600:
                self.no(f"{name} has mode {mode:o}")

    def name(self, path):
        return os.path.basename(path)


class Files:
    """What happens to the file."""

    def nothing(self, case):
        case.run("nothing", 80)
        case.says()
        case.output_is_whole()
        case.holds(case.name(case.out))

    def missing_folder(self, case):
        out = os.path.join(case.folder, "missing", case.name(case.out))
        case.run("nothing", 20, out=out)
        case.says("cannot write " + out, "No such file")
        case.holds()

    def removed(self, case):
        case.run("nothing", 80, lambda: os.remove(case.ledger))
        case.says()
        case.output_is_whole()
        case.holds(case.name(case.out))

    def renamed(self, case):
        other = os.path.join(case.folder, "mine.memtrace")
        case.run("nothing", 80, lambda: os.rename(case.ledger, other))
        case.says()
        case.output_is_whole()
        case.holds(case.name(case.out))

    def replaced(self, case):
        def replace():
            os.remove(case.ledger)
            with open(case.ledger, "w") as file:
                file.write("precious\n")
            os.chmod(case.ledger, 0o600)
        case.run("nothing", 80, replace)
        case.says()
        if open(case.ledger).read() != "precious\n":
            case.no("a foreign file was changed")
        if case.kind == "txt":
            case.output_is_whole()
            case.holds(case.name(case.out), case.name(case.ledger))
            return
        beside = [name for name in os.listdir(case.folder)
                  if name != case.name(case.out)]
        if len(beside) != 1 or not beside[0].startswith(
                case.name(case.out) + "."):
            return case.no(f"the folder has {beside} beside the foreign file")
        case.ledger_is_whole(os.path.join(case.folder, beside[0]))

    def truncated(self, case):
        case.run("nothing", 80, lambda: os.truncate(case.ledger, 0))
        case.says("counting has ended", case.ledger)

    def truncated_to_a_part(self, case):
        case.run("nothing", 80, lambda: os.truncate(case.ledger, 3 << 19))
        if case.said:
            case.says("counting has ended", case.ledger)
        else:  # nobody had counted in what was cut off
            case.output_is_whole()

    def truncated_while_busy(self, case):
        case.run("busy", 20, lambda: os.truncate(case.ledger, 0))
        case.says("counting has ended", case.ledger)


class Limits:
    """What the system doesn't give."""

    def no_large_files(self, case):
        case.run("nothing", 20, limits=[(resource.RLIMIT_FSIZE, 512)])
        case.says("cannot write", case.out, "File too large")

    def large_files_end_while_growing(self, case):
        case.run("file-size", 80)
        self.is_left(case, "File too large")

    def large_files_end_unnoticed(self, case):
        case.run("file-size", 20)
        if case.kind == "txt":
            return self.is_left(case, "File too large")
        case.says()
        case.ledger_is_whole()

    def is_left(self, case, why):
        """The output can't be made, and the ledger stays."""
        if case.kind == "txt":
            case.says("cannot write " + case.out, why,
                      "what was counted is in " + case.ledger)
        else:
            case.says(case.ledger + " lacks a part of what was counted", why)
        if case.threads > 40:
            case.ledger_has_a_part()
        else:
            case.ledger_is_whole()
        case.holds(case.name(case.ledger))

    def little_address_space(self, case):
        case.run("nothing", 20, limits=[(resource.RLIMIT_AS, 200 << 20)])
        case.says()
        case.output_is_whole()

    def no_mappings(self, case):
        # Beside a cache's pages there may be room for what writing takes.
        case.run("mappings", 16, MEMTRACE_CACHE="0")
        if case.kind == "txt":
            case.says("cannot write " + case.out, "Cannot allocate memory",
                      "what was counted is in " + case.ledger)
        else:
            case.says()
        blocks, ledger = case.read(case.ledger)
        if not ledger:
            return
        unknown = sum(site["allocated"]["blocks"] for site in ledger["sites"]
                      if site["file"] is None)
        found = blocks + unknown + ledger["untracked"]["blocks"]
        if found < case.blocks or not ledger["unregistered_sites"]:
            case.no(f"{found} of {case.blocks} blocks, {unknown} of them "
                    f"unknown, untracked {ledger['untracked']}")

    def no_descriptors(self, case):
        case.run("no-descriptors", 20)
        if case.kind == "txt":
            return self.is_left(case, "Too many open files")
        case.says()
        case.ledger_is_whole()

    def no_descriptors_while_growing(self, case):
        case.run("no-descriptors", 80)
        self.is_left(case, "Too many open files")

    def other_descriptors(self, case):
        case.run("descriptors", 80)
        case.says()
        case.output_is_whole()
        for i in range(20):
            name = f"mine.{chr(ord('a') + i)}"
            if open(os.path.join(case.folder, name)).read() != "mine\n":
                case.no(f"{name} was written to")


class Rules:
    """What the program forbids itself."""

    RESTRICTED = "the program has restricted its system calls"

    def ends(self, case):
        if case.kind == "txt":
            case.says("cannot write " + case.out, self.RESTRICTED,
                      "what was counted is in " + case.ledger)
        else:
            case.says()

    def errno(self, case):
        case.run("errno", 20)
        self.ends(case)
        case.ledger_is_whole()

    def errno_while_growing(self, case):
        case.run("errno", 80)
        if case.kind == "txt":
            self.ends(case)
        else:
            case.says(case.ledger + " lacks a part", self.RESTRICTED)
        case.ledger_has_a_part()

    def kill(self, case):
        case.run("kill")
        self.ends(case)
        case.ledger_is_whole()

    def little(self, case):
        case.run("little")
        self.ends(case)
        case.ledger_is_whole()

    def strict(self, case):
        case.run("strict")
        case.says()
        case.ledger_is_whole(finished=False)


class Root:
    """As root, who gives up something."""

    def lost(self, case, while_growing=False):
        why = "the program can't reach it any more"
        if case.kind == "txt":
            case.says("cannot write " + case.out, why,
                      "what was counted is in " + case.ledger)
        elif while_growing:
            case.says(case.ledger + " lacks a part of what was counted", why)
        else:
            case.says()
        if while_growing:
            case.ledger_has_a_part()
        else:
            case.ledger_is_whole()

    def jail(self, case):
        folder = case.folder + ".jail"
        os.makedirs(folder, exist_ok=True)
        return [folder]

    def root(self, case):
        case.run("root", 20, argument=self.jail(case))
        self.lost(case)

    def root_while_growing(self, case):
        case.run("root", 80, argument=self.jail(case))
        self.lost(case, while_growing=True)

    def rights(self, case):
        os.chmod(case.folder, 0o700)
        case.run("rights", 20)
        self.lost(case)

    def rights_while_growing(self, case):
        os.chmod(case.folder, 0o700)
        case.run("rights", 80)
        self.lost(case, while_growing=True)

    def folder_of_another(self, case):
        """It may be read, but not written."""
        os.chmod(case.folder, 0o755)
        case.run("rights", 20)
        if case.kind == "txt":
            case.says("cannot write " + case.out, "Permission denied",
                      "what was counted is in " + case.ledger)
        else:
            case.says()
        case.ledger_is_whole()

    NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")

    def read_only_folder(self, case):
        os.chmod(case.folder, 0o555)
        case.run("nothing", 20, prefix=self.NOBODY)
        case.says("cannot write " + case.out, "Permission denied")
        case.holds()

    def set_user_id(self, case):
        """The variables of whoever starts it mean nothing to it."""
        os.chmod(case.folder, 0o777)
        special = case.traced + ".special"
        shutil.copyfile(case.traced, special)
        os.chmod(special, 0o4755)
        case.traced = special
        case.run("nothing", 20, prefix=self.NOBODY)
        case.says()
        case.holds()


class Disks:
    """A disk of its own under the folder, with little room."""

    def mount(self, case, size):
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none",
                        case.folder], check=True)

    def full_at_the_start(self, case):
        self.mount(case, "64k")
        with open(os.path.join(case.folder, "mine"), "wb") as file:
            file.write(bytes(64 << 10))
        case.run("nothing", 20)
        case.says("cannot write", case.out, "No space left")
        case.holds()

    def full_from_outside(self, case):
        """Somebody else takes what room there is."""
        self.mount(case, "3m")

        def fill():
            with open(os.path.join(case.folder, "mine"), "wb",
                      buffering=0) as file:
                try:
                    while file.write(bytes(PAGE)) == PAGE:
                        pass
                except OSError:
                    pass
        case.run("blocked", 16, fill)
        self.is_left(case)

    def full_while_growing(self, case):
        self.mount(case, "3m")
        case.run("blocked", 16)
        self.is_left(case)

    def is_left(self, case):
        why = "No space left"
        if case.kind == "txt" and not case.said and os.path.exists(case.out):
            return case.report_is_whole()  # it is small
        if case.kind == "txt":
            case.says("cannot write " + case.out, why,
                      "what was counted is in " + case.ledger)
        else:
            case.says(case.ledger + " lacks a part of what was counted", why)
        case.ledger_has_a_part()


def main():
    memtrace, plain, traced, work, *groups = sys.argv[1:]
    wrong = []
    for group in groups:
        cases = {"files": Files, "limits": Limits, "rules": Rules,
                 "root": Root, "disks": Disks}[group]()
        for name, function in vars(type(cases)).items():
            code = getattr(function, "__code__", None)
            if not code or code.co_argcount != 2 or name in (
                    "ends", "jail", "is_left"):
                continue
            for kind in ("memtrace", "txt"):
                case = Case(memtrace, plain, traced,
                            os.path.join(work, f"{name}.{kind}"), kind)
                function(cases, case)
                wrong += (f"{name}, {kind}: {text}" for text in case.wrong)
    tell(wrong)


if __name__ == "__main__":
    main()
