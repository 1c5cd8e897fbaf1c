# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Builds frames.c in many ways, and compares the lines that it reports.
usage: thread_frames.py MEMTRACE-CC CLANG LINKER...
"""
import os
import re
import subprocess
import sys

LINES = {"library@25": (33, 1), "library@26": (300, 2), "library@27": (35, 1),
         "part@30": (18, 1), "back@32": (16, 2), "main@34": (4, 1),
         "main@36": (300, 2), "main@38": (2, 1)}
PRODUCTS = [["-static", "-static-pie"], ["-static"]]  # gold can do no more
SHARED = ["-Wl,-rpath,.", "-L.", "-llibrary", "-lplain"]


def compiled(command, output, *flags):
    subprocess.run([*command, *flags, "frames.c", "-o", output], check=True)
    return output


def has_lto(clang, linker):
    return linker == "lld" or os.path.exists(
        os.path.join(os.path.dirname(clang), "..", "lib", "LLVMgold.so"))


def reported():
    subprocess.run(["./program"], check=True, env={
        **os.environ, "MEMTRACE_OUT": "report.txt", "MEMTRACE_SORT": "total"})
    with open("report.txt", encoding="utf-8") as report:
        rows = re.findall(r"^frames.c:(\d+): size=(\d+) B, count=(\d+)",
                          report.read(), re.MULTILINE)
    return {int(line): (int(size), int(count)) for line, size, count in rows}


def main():
    memtrace, clang, *linkers = sys.argv[1:]
    traced, plain = [memtrace, "--profile-memory"], [clang, "-O1"]
    stacks = [memtrace, "--profile-memory=stacks"]
    expected = {int(place.split("@")[1]): amount
                for place, amount in LINES.items()}
    wrong, ways = [], 0

    def check(command, *words):
        nonlocal ways
        ways += 1
        subprocess.run([*command, *words, "-o", "program"], check=True)
        if (got := reported()) != expected:
            wrong.append(f"{' '.join(words)}: {got}")

    compiled(plain, "libplain.so", "-fPIC", "-shared", "-DPLAIN")
    compiled(plain, "plain.o", "-c", "-fPIC", "-DPLAIN")
    # With stacks the code is another one, its relocations are the same.
    for command, chosen in (traced, linkers), (stacks, linkers[:1]):
        compiled(command, "liblibrary.so", "-O1", "-fPIC", "-shared",
                 "-DLIBRARY")
        compiled(command, "library.o", "-O1", "-c", "-DLIBRARY")
        for pie, linked in ("-fPIE", "-pie"), ("-fno-pic", "-no-pie"):
            compiled(command, "main.o", "-O1", "-c", pie,
                     "-fvisibility=hidden", "-ffunction-sections")
            for part in "-fPIC", "-fPIE", "--memtrace-shareable":
                compiled(traced, "part.o", "-O1", "-c", "-DPART", part)
                for linker in chosen:
                    check(command, "-fuse-ld=" + linker, linked,
                          "-Wl,--gc-sections", "main.o", "part.o", *SHARED)
        for kind in "-fno-lto", "-flto", "-flto=thin":
            compiled(command, "main.o", "-O2", "-c", kind)
            for part in "-fPIC", "-fPIE":
                compiled(traced, "part.o", "-O2", "-c", "-DPART", part, kind)
                for linker in chosen:
                    if kind != "-fno-lto" and not has_lto(clang, linker):
                        continue
                    how = ["-O2", "-fuse-ld=" + linker, kind]
                    check(command, *how, "main.o", "part.o", *SHARED)
                    for product in PRODUCTS[linker == "gold"]:
                        check(command, *how, product, "main.o", "part.o",
                              "library.o", "plain.o")
    print(ways, "ways")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
