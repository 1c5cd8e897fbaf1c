"""Usage: pkg_config.py CLANG SOURCE PREFIX

Builds SOURCE with plain clang and what pkg-config says of the installation,
shared and static, and prints the reports of both."""
import glob
import os
import subprocess
import sys

clang, source, prefix = sys.argv[1:]
(folder,) = {os.path.dirname(path) for path in glob.glob(
    os.path.join(prefix, "lib*", "**", "memtrace.pc"), recursive=True)}
os.environ["PKG_CONFIG_PATH"] = folder


def pkg_config(*options):
    return subprocess.run(["pkg-config", *options, "memtrace"], check=True,
                          capture_output=True, text=True).stdout.split()


(plugin,) = pkg_config("--variable=plugin")
(libraries,) = pkg_config("--variable=libdir")
(runtime,) = pkg_config("--variable=runtime")
assert os.path.isfile(runtime), runtime
for kind in [[], ["-static"]]:
    flags = pkg_config("--cflags", "--libs", *(["--static"] if kind else []))
    if kind and source.endswith(".cpp"):
        flags += pkg_config("--variable=static_cxx")
    subprocess.run([clang, "-g", f"-fpass-plugin={plugin}", *kind, source,
                    "-o", "program", *flags], check=True)
    subprocess.run(["./program"], check=True, stderr=sys.stdout.fileno(),
                   env={"MEMTRACE_OUT": "-", "LD_LIBRARY_PATH": libraries})
