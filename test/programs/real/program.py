# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# program.py: what every real program has: a source package, what it needs to
# be built, and how it is built, tested and put to work. One file in programs/
# describes one of them.
import dataclasses
import hashlib
import importlib
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
# The order in which they are shown everywhere.
NAMES = ["lua", "sqlite3", "jq", "make", "pugixml", "leveldb", "ninja",
         "expat", "redis"]


def load(name):
    return importlib.import_module(f"programs.{name}").PROGRAM


class Program:
    """`package` and `needs` are Debian packages, of sources and to build
    with. Folders are those of a Tree; `scale` is a percentage of the
    workload's normal size."""
    name = package = None
    needs = []
    # What MemTrace's row of a source file has to be found in: files of the
    # tree that hold debug information.
    products = []
    # Tests that fail now and then in plain builds, too, and why.
    varies = {}
    # If two runs of the workload don't take the same memory: by how many
    # percent they may differ, and why.
    counts_vary = None

    def build(self, tree):
        raise NotImplementedError

    def test(self, tree, settings):
        raise NotImplementedError

    def outcome(self, tree):
        """Of the test suite, from its logs."""
        raise NotImplementedError

    def work(self, tree, folder, scale, measured):
        raise NotImplementedError


@dataclasses.dataclass
class Outcome:
    """What a test suite said. `failures` are names, as it has them."""
    passed: int
    failed: int = 0
    failures: tuple = ()

    @classmethod
    def of_names(cls, passed, failures):
        return cls(len(passed), len(failures), tuple(sorted(failures)))

    def excusing(self, names):
        """As if these had passed."""
        left = tuple(name for name in self.failures if name not in names)
        excused = len(self.failures) - len(left)
        return Outcome(self.passed + excused, self.failed - excused, left)


@dataclasses.dataclass
class Compilers:
    """One way to build: the trees of two ways never meet."""
    cc: str
    cxx: str
    flags: str
    ldflags: str = ""

    def identity(self):
        """Changes with the compilers and, for MemTrace's, with its parts."""
        parts = [self.cc, self.cxx, self.flags, self.ldflags]
        for compiler in (self.cc, self.cxx):
            asked = [*shlex.split(compiler), "--memtrace-fingerprint"]
            if not asked[0].rsplit("/", 1)[-1].startswith("memtrace-"):
                asked[-1] = "--version"
            parts.append(subprocess.run(asked, text=True, check=True,
                                        stdout=subprocess.PIPE).stdout)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


class Measured:
    """Runs the process that a workload is about: others that it needs, as a
    client, run without what is added here."""

    def __init__(self, prefix=(), **environment):
        self.prefix, self.environment = list(prefix), environment

    def _kinds(self, kinds):
        extra = kinds.pop("env", {})
        return {**kinds, "env": {**clean_environment(), **extra,
                                 **self.environment}}

    def run(self, *command, **kinds):
        return subprocess.run([*self.prefix, *map(str, command)], check=True,
                              **self._kinds(kinds))

    def start(self, *command, **kinds):
        return subprocess.Popen([*self.prefix, *map(str, command)],
                                **self._kinds(kinds))


def clean_environment():
    """Nothing of the caller's MemTrace reaches what isn't measured."""
    kept = {key: value for key, value in os.environ.items()
            if not key.startswith("MEMTRACE_")}
    return {**kept, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


class Tree:
    """The sources of one program, copied, and built with some compilers."""

    def __init__(self, program, compilers, work, jobs):
        self.program, self.compilers, self.jobs = program, compilers, jobs
        self.limit = None  # seconds that a command of the test suite may take
        self.folder = (pathlib.Path(work).resolve() / program.name
                       / compilers.identity())
        self.path = self.folder / "tree"

    # Compilers and flags in the words of configure and make.
    def variables(self):
        c = self.compilers
        return {"CC": c.cc, "CXX": c.cxx, "CFLAGS": c.flags,
                "CXXFLAGS": c.flags, "LDFLAGS": c.ldflags}

    def run(self, *command, cwd=".", env=None, settings=None, log="build"):
        """`settings` are variables that only a test suite is given."""
        path = self.folder / f"{log}.log"
        if self.limit and log == "test":
            command = ["timeout", "--kill-after=10", str(self.limit), *command]
        with open(path, "a") as out:
            print("+", shlex.join(map(str, command)), file=out, flush=True)
            done = subprocess.run(
                [*map(str, command)], cwd=self.path / cwd, stdout=out,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                env={**clean_environment(), **self.variables(),
                     **(env or {}), **(settings or {})})
        if done.returncode:
            sys.stderr.write("".join(
                open(path, errors="replace").readlines()[-30:]))
            sys.exit(f"{self.program.name}: {command[0]} failed with "
                     f"{done.returncode}; all of it is in {path}")

    def make(self, *arguments, **kinds):
        self.run("make", f"-j{self.jobs}", *arguments, **kinds)

    def cmake(self, *definitions):
        """In _build; what is made there is up to ninja."""
        c = self.compilers
        self.run("cmake", "-S", ".", "-B", "_build", "-G", "Ninja",
                 "-DCMAKE_BUILD_TYPE=None", f"-DCMAKE_C_COMPILER={c.cc}",
                 f"-DCMAKE_CXX_COMPILER={c.cxx}", *definitions)

    def ninja(self, *targets, **kinds):
        self.run("ninja", "-C", "_build", f"-j{self.jobs}", *targets, **kinds)

    def log(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def build(self, sources):
        """Does nothing when it is built."""
        done = self.folder / "built"
        if done.exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(fetch(self.program, sources), self.path,
                        symlinks=True)
        self.program.build(self)
        done.touch()

    def work(self, scale, measured):
        """Runs the workload in a folder of its own."""
        folder = self.folder / "work"
        folder.mkdir(exist_ok=True)
        self.program.work(self, folder, scale, measured)


def fetch(program, sources):
    """The folder of the program's sources; nothing may be built in it."""
    done = subprocess.run(
        [ROOT / "scripts/source_package.sh", program.package, sources],
        text=True, stdout=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"{program.name}: no sources")
    return pathlib.Path(done.stdout.strip())


def listen_to_signals():
    """A shell starts what runs in the background with these ignored, and so
    would every test: make's has one that sends itself an interrupt."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def install(packages):
    """Debian packages that are missing; asks for root only then."""
    done = subprocess.run(
        ["bash", "-c", 'source "$1"; shift; install_packages yes "$@"',
         "real.py", ROOT / "scripts/setup.sh", "dpkg-dev", *packages])
    if done.returncode:
        sys.exit("what the programs need could not be installed")
