"""Usage: check_packages.py FOLDER ROOT

Looks into each package in FOLDER, and unpacks all of them into ROOT."""
import pathlib
import re
import subprocess
import sys

folder, root = map(pathlib.Path, sys.argv[1:])
TRIPLET = "/usr/lib/[^/]+-linux-gnu"
# What a package must have, and whose home that is.
WANTED = {
    "libmemtrace3": [f"{TRIPLET}/libmemtrace.so.3",
                     f"{TRIPLET}/memtrace/runtime/libmemtrace.so.3"],
    "libmemtrace-dev": ["/usr/include/memtrace/memtrace.hpp?",
                        f"{TRIPLET}/libmemtrace.(a|so)",
                        f"{TRIPLET}/cmake/MemTrace/MemTraceConfig.cmake",
                        f"{TRIPLET}/pkgconfig/memtrace.pc"],
    "memtrace": ["/usr/bin/memtrace(-cc|-c\\+\\+)?",
                 "/usr/share/man/man1/memtrace.*.1.gz",
                 "/usr/share/bash-completion/completions/memtrace"],
    "memtrace-doc": ["/usr/share/doc/memtrace.*/examples/.*/list.cpp"],
    "memtrace-llvm-19": [f"{TRIPLET}/memtrace/llvm-19/MemTrace.so",
                         "/usr/bin/memtrace-c(c|\\+\\+)-19",
                         "/usr/share/man/man1/memtrace-c(c|\\+\\+)-19.1.gz"],
}
# The runtime is loaded into any program, so it needs the C library alone.
DEPENDS = {"libmemtrace3": r"libc6 \([^)]*\)",
           "memtrace-llvm-19": r".*\bclang-19, .*\bmemtrace \(= [^)]*\).*"}


def output(*command):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


packages = {output("dpkg-deb", "-f", path, "Package").strip(): path
            for path in folder.glob("*.deb")}
assert set(packages) == set(WANTED), sorted(packages)
owner = {}
for name, path in packages.items():
    lines = output("dpkg-deb", "-c", path).splitlines()
    files = [re.sub(" (->|link to) .*", "", line.split(None, 5)[5])[1:]
             for line in lines if not line.startswith("d")]
    for wanted in WANTED[name]:
        assert any(re.fullmatch(wanted, file) for file in files), (name,
                                                                   wanted)
    for file in files:
        assert file not in owner, (file, name, owner[file])
        owner[file] = name
    depends = output("dpkg-deb", "-f", path, "Depends").strip()
    assert re.fullmatch(DEPENDS.get(name, ".*"), depends), (name, depends)
    subprocess.run(["dpkg-deb", "-x", path, root], check=True)
