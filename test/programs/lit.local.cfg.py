# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Whole programs: what these tests share beyond test/lit.cfg.py.
import glob
import os
import shutil
import subprocess
import sys

programs = os.path.join(config.test_source_root, "programs", "Inputs")
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"

# Real programs have scripts of their own.
config.excludes = [*config.excludes, "real"]

# Of several trees one has all of it. The LLVM makes a difference to the code
# around calls, which is what these compare; the rest asks for the runtime and
# the command, and would nearly all have to say `once`.
if "once" not in config.available_features:
    config.excludes += [
        name for name in os.listdir(os.path.dirname(programs))
        if name.endswith(".test")
        and not name.startswith(("line_", "stacks_"))]

same_counts = f"{config.python} {programs}/same_counts.py --work %t.d"
config.substitutions[:0] = [
    # Longer names first: lit replaces them in this order.
    ("%same_counts_cxx", f"{same_counts} --counter-cc {config.clang} "
     f"--plain '{config.clang}++' "
     f"--traced '{config.bin_dir}/memtrace-c++ --profile-memory'"),
    ("%same_counts_cc", f"{same_counts} --counter-cc {config.clang} "
     f"--plain '{config.clang}' "
     f"--traced '{config.bin_dir}/memtrace-cc --profile-memory'"),
    ("%line_matrix", f"{config.python} {programs}/line_matrix.py --work %t.d "
     f"--llvm {config.llvm_version} --clang {config.clang} "
     f"--memtrace-cxx {config.bin_dir}/memtrace-c++"
     + (" --all" if "full-tests" in config.available_features else "")),
    ("%line_fuzz", f"{config.python} {programs}/line_fuzz/run.py "
     f"--bin {config.bin_dir} --clang {config.clang} --work %t.d"),
    ("%stack_rows", f"{config.python} {programs}/stack_rows.py "
     f"{config.bin_dir}"),
    ("%status", f"{config.python} {programs}/status.py"),
    ("%programs", programs),
    # Itself, not a script that finds one.
    ("%this_python", sys.executable),
    ("%llvm_tools", config.llvm_tools_dir),
]

# A build without the command has no tests that read ledgers with it.
if os.path.exists(os.path.join(config.bin_dir, "memtrace")):
    config.available_features.add("memtrace-command")

# The libc++ of the system may be one that this clang can't read.
if subprocess.run(
        [f"{config.clang}++", "-stdlib=libc++", "-fsyntax-only", "-x", "c++",
         "-"], input=b"#include <string>", stderr=subprocess.DEVNULL
        ).returncode == 0:
    config.available_features.add("libcxx")
else:
    lit_config.note("tests with libc++ are left out: clang "
                    f"{config.llvm_version} has none that it can read")

# The allocators that MemTrace is tried in front of, by their file's name. The
# substitution of the last one is looked for first.
for name, library in [("jemalloc", "libjemalloc.so.2"),
                      ("mimalloc", "libmimalloc.so.2.0"),
                      ("tcmalloc", "libtcmalloc_minimal.so.4"),
                      ("tcmalloc_debug", "libtcmalloc_minimal_debug.so.4")]:
    path = os.path.join("/usr/lib/x86_64-linux-gnu", library)
    if os.path.exists(path):
        config.available_features.add(name)
        config.substitutions.insert(0, (f"%{name}", path))

# Debian's own Python draws the pictures of the bench.
if subprocess.run(["/usr/bin/python3", "-c", "import matplotlib"],
                  stderr=subprocess.DEVNULL).returncode == 0:
    config.available_features.add("matplotlib")
else:
    lit_config.note("the bench's test is left out: there is no matplotlib "
                    "(Debian: python3-matplotlib)")

# Containers may be forbidden to trace.
if subprocess.run(["sh", "-c", "strace -o /dev/null true"],
                  stderr=subprocess.DEVNULL).returncode == 0:
    config.available_features.add("strace")
else:
    lit_config.note("tests with strace are left out: it is not installed, or "
                    "may not be used here")

# Real programs come over the network, once for all build trees.
config.substitutions.insert(0, ("%sources_of_programs", config.sources_dir))
for name, package, tools in [("lua", "lua5.4", []),
                             ("sqlite3", "sqlite3", ["make", "tclsh"]),
                             ("expat", "expat", ["make", "autoconf",
                                                 "libtoolize"]),
                             ("pugixml", "pugixml", ["make"])]:
    fetched = subprocess.run(
        [os.path.join(config.source_dir, "scripts", "source_package.sh"),
         package, config.sources_dir], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    missing = [tool for tool in tools if not shutil.which(tool)]
    if fetched.returncode:
        lit_config.note(f"tests of {name} are left out: "
                        + fetched.stderr.strip())
    elif missing:
        lit_config.note(f"tests of {name} are left out: no {missing[0]}")
    else:
        config.available_features.add(name)
        config.substitutions.insert(
            0, (f"%{name}", fetched.stdout.strip()))

# Other languages, where their compilers and libraries are installed. flang
# gives no lines before 19.
flang = next((path for path in [
    f"{config.llvm_tools_dir}/{name}" for name in ["flang", "flang-new"]]
    if os.path.exists(path)), None)
if flang and config.llvm_version >= 19:
    config.available_features.add("flang")
    config.substitutions.insert(0, ("%flang", flang))
else:
    lit_config.note("Fortran's test is left out: there is no "
                    f"flang-{config.llvm_version} of LLVM 19 or later")
objc = glob.glob("/usr/lib/gcc/*/*/include/objc")
if objc:
    config.available_features.add("objc")
    config.substitutions.insert(
        0, ("%objc_include", "-I" + os.path.dirname(objc[-1]) +
            " -L" + os.path.dirname(os.path.dirname(objc[-1]))))
else:
    lit_config.note("Objective-C's test is left out: there is no GCC runtime "
                    "library for it (Debian: libobjc-12-dev)")
