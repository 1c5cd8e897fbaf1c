# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Whole programs: what these tests share beyond test/lit.cfg.py.
import os
import subprocess
import sys

programs = os.path.join(config.test_source_root, "programs", "Inputs")
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"

same_counts = f"{config.python} {programs}/same_counts.py --work %t.d"
config.substitutions[:0] = [
    # Longer names first: lit replaces them in this order.
    ("%same_counts_cxx", f"{same_counts} --counter-cc {config.clang} "
     f"--plain '{config.clang}++' "
     f"--traced '{config.bin_dir}/memtrace-c++ --profile-memory'"),
    ("%same_counts_cc", f"{same_counts} --counter-cc {config.clang} "
     f"--plain '{config.clang}' "
     f"--traced '{config.bin_dir}/memtrace-cc --profile-memory'"),
    ("%status", f"{config.python} {programs}/status.py"),
    ("%programs", programs),
    # Itself, not a script that finds one.
    ("%this_python", sys.executable),
    ("%llvm_tools", config.llvm_tools_dir),
]

# The allocators that MemTrace is tried in front of, by their file's name.
for name, library in [("jemalloc", "libjemalloc.so.2"),
                      ("mimalloc", "libmimalloc.so.2.0"),
                      ("tcmalloc", "libtcmalloc_minimal.so.4")]:
    path = os.path.join("/usr/lib/x86_64-linux-gnu", library)
    if os.path.exists(path):
        config.available_features.add(name)
        config.substitutions.insert(0, (f"%{name}", path))

# Lua comes over the network, once for all build trees.
fetched = subprocess.run(
    [os.path.join(config.source_dir, "scripts", "source_package.sh"),
     "lua5.4", config.sources_dir], text=True,
    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
if fetched.returncode == 0:
    config.available_features.add("lua")
    config.substitutions.insert(
        0, ("%lua", os.path.join(fetched.stdout.strip(), "src")))
else:
    lit_config.note("Lua's test is left out: " + fetched.stderr.strip())
