# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# musl_link.py: compiles C programs for musl and links them with the static
# runtime and --wrap for all that it stands in for.
#
#   musl_link.py INCLUDES RUNTIME-FOLDER OUTPUT-FOLDER COMPILER SOURCE...
import os
import re
import shlex
import subprocess
import sys

MUSL = "/usr/lib/x86_64-linux-musl"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}\n{done.stderr}")
    return done.stdout.strip()


def main():
    include, runtime, output, compiler, *sources = sys.argv[1:]
    compiler = shlex.split(compiler)
    wrapped = re.findall(r" X\((\w+)\)", open(
        os.path.join(include, "memtrace", "wrapped.h")).read())
    builtins = run("gcc", "-print-libgcc-file-name")
    for source in sources:
        program = os.path.join(output, os.path.basename(source)[:-2])
        run(*compiler, "-c", source, "-o", program + ".o")
        run(compiler[0], "-static", "-nostdlib", f"{MUSL}/crt1.o",
            f"{MUSL}/crti.o", program + ".o", "-Wl,--whole-archive",
            os.path.join(runtime, "libmemtrace.a"), "-Wl,--no-whole-archive",
            *(f"-Wl,--wrap={name}" for name in wrapped), f"{MUSL}/libc.a",
            builtins, f"{MUSL}/crtn.o", "-o", program)


if __name__ == "__main__":
    main()
