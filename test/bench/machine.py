# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# machine.py: on what it was measured, and with which versions.
import os
import pathlib
import platform
import re
import subprocess

# By the names of the page.
PACKAGES = {"glibc": "libc6", "heaptrack": "heaptrack",
            "valgrind": "valgrind", "gperftools": "libgoogle-perftools4",
            "jemalloc": "libjemalloc2", "mimalloc": "libmimalloc2.0"}


def said(*command):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout.strip()


def first(pattern, path):
    found = re.search(pattern, pathlib.Path(path).read_text(), re.M)
    return found[1].strip().strip('"') if found else "unknown"


def describe(clang, memtrace):
    memory = int(first(r"^MemTotal:\s+(\d+)", "/proc/meminfo"))
    return {
        "machine": {
            "processor": first(r"^model name\s*: (.*)$", "/proc/cpuinfo"),
            "cores": str(len(os.sched_getaffinity(0))),
            "memory": f"{memory / 2 ** 20:.0f} GiB",
            "kernel": ".".join(platform.release().split(".")[:2]),
            "system": first(r"^PRETTY_NAME=(.*)$", "/etc/os-release")},
        "versions": {
            "MemTrace": said(memtrace, "--version").split("\n")[0],
            "clang": said(clang, "--version").split("\n")[0],
            **{name: version for name, version in (
                (name, said("dpkg-query", "-W", "-f=${Version}", package))
                for name, package in PACKAGES.items()) if version}}}
