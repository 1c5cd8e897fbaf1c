# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles one program from many files in many ways and says of each which
files have lines of their own, by the functions in them.

Usage: user-files.py FOLDER ANNOTATE... -- CLANG...
"""
import os
import subprocess
import sys

split = sys.argv.index("--")
folder, *annotate = sys.argv[1:split]
clang = sys.argv[split + 1:]

FILES = {
    "app/lib/l.h": "lib", "app/library/l.h": "library",
    "app/own/vendor/v.h": "vendored", "other/o.h": "other",
}
for path in ["build", *map(os.path.dirname, FILES)]:
    os.makedirs(f"{folder}/{path}")
for path, name in FILES.items():
    with open(f"{folder}/{path}", "w") as file:
        file.write(f'extern "C" inline int *{name}() {{ return new int; }}\n')
os.symlink("../other", f"{folder}/app/linked")
with open(f"{folder}/app/a.cpp", "w") as file:
    file.write('#include "own/vendor/v.h"\n#include "lib/l.h"\n'
               '#include "library/l.h"\n#include "linked/o.h"\n'
               'extern "C" int *app() { vendored(); lib(); library(); other();'
               ' return new int; }\n'
               '#line 1 "/usr/include/mine/m.h"\n'
               'extern "C" int *mine() { return new int; }\n'
               '#line 1 "/usr/include/c++/12/m.h"\n'
               'namespace std { int *made() { return new int; } }\n')


def see(*options, directory="app", source="a.cpp", debug="-g"):
    """`@` in an option stands for the absolute path of the folder."""
    shown = " ".join(options)
    words = []
    for option in options:
        option = option.replace("@", folder)
        words += ["-mllvm", option] if "-memtrace" in option else [option]
    ir = subprocess.run(
        [*clang, debug, *words, "-O0", "-S", "-emit-llvm",
         source.replace("@", folder), "-o", "-"], cwd=f"{folder}/{directory}",
        check=True, capture_output=True).stdout
    events = subprocess.run(annotate, input=ir, check=True,
                            capture_output=True).stdout.decode()
    found, function = set(), None
    for line in events.splitlines():
        if line.startswith("define "):
            function = line.split()[1]
        elif line.startswith("  __memtrace_") and " ambient" not in line:
            found.add("std" if function.startswith("_Z") else function)
    where = "" if directory == "app" else f" in {directory}"
    what = "" if source == "a.cpp" else f" of {source}"
    level = "" if debug == "-g" else f" {debug}"
    print(f"[{shown}{level}{where}{what}]", *sorted(found))


exec(sys.stdin.read())
