"""Usage: ccache.py PREFIX

Compiles main.c again and again through ccache and says of each time whether
ccache had it."""
import glob
import os
import subprocess
import sys

prefix = sys.argv[1]
wrapper = os.path.join(prefix, "bin", "memtrace-cc")
(plugin,) = glob.glob(os.path.join(prefix, "lib*", "**", "MemTrace.so"),
                      recursive=True)


def build(title, flags=("--profile-memory",), **environment):
    environment = {**os.environ, "CCACHE_DIR": os.path.abspath("cache"),
                   "CCACHE_COMPILERTYPE": "clang", **environment}
    subprocess.run(["ccache", "-z"], env=environment, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["ccache", wrapper, *flags, "-c", "main.c", "-o", "main.o"],
                   env=environment, check=True)
    counts = dict(line.split("\t") for line in subprocess.run(
        ["ccache", "--print-stats"], env=environment, check=True,
        capture_output=True, text=True).stdout.splitlines())
    hits = int(counts["direct_cache_hit"]) + int(
        counts["preprocessed_cache_hit"])
    misses = int(counts["cache_miss"])
    assert hits + misses == 1, counts
    print(f"{title}: {'hit' if hits else 'miss'}")


def append(path):
    """Changes a file's content; what an ELF file is stays."""
    with open(path, "ab") as file:
        file.write(b"\0")


build("default first")
build("default again")
build("default other flag", flags=())
append(wrapper)
build("default wrapper rebuilt")

check = {"CCACHE_COMPILERCHECK": "%compiler% --memtrace-fingerprint"}
build("fingerprint first", **check)
build("fingerprint again", **check)
append(plugin)
build("fingerprint plug-in changed", **check)
build("fingerprint disabled", MEMTRACE_DISABLE="1", **check)
build("fingerprint disabled again", MEMTRACE_DISABLE="1", **check)
build("fingerprint enabled", **check)
if b"__memtrace_malloc" in open("main.o", "rb").read():
    print("the cached object is instrumented")
