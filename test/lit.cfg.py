# Configuration of all lit suites. test/CMakeLists.txt passes the site file of
# the build as a parameter, so that the suites run from the source tree and
# write only into the build tree.
import os
import platform
import shutil
import subprocess

import lit.formats

config.name = "memtrace"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp", ".ll", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]

site = lit_config.params["memtrace_site_config"]
exec(open(site).read(), {"config": config})

config.test_source_root = os.path.join(config.source_dir, "test")
config.test_exec_root = os.path.join(config.build_dir, "test")

tools = config.llvm_tools_dir
config.environment["PATH"] = os.pathsep.join(
    [tools, config.environment.get("PATH", "")])
config.environment["LC_ALL"] = "C.UTF-8"
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
for name in list(config.environment):
    if name.startswith("MEMTRACE"):
        del config.environment[name]

runtime = f"-L{config.lib_dir} -Wl,-rpath,{config.lib_dir} -lmemtrace"
for name, value in [
    # Longer names first: lit replaces them in this order.
    ("%clangxx", f"{config.clang}++ -fpass-plugin={config.plugin}"),
    ("%clang", f"{config.clang} -fpass-plugin={config.plugin}"),
    ("%plain_clangxx", f"{config.clang}++"),
    ("%plain_clang", config.clang),
    ("%memtrace_cxx", f"{config.bin_dir}/memtrace-c++"),
    ("%memtrace_cc", f"{config.bin_dir}/memtrace-cc"),
    ("%plugin", config.plugin),
    ("%link_runtime", runtime),
    ("%libdir", config.lib_dir),
    ("%bindir", config.bin_dir),
    ("%inputs", os.path.join(config.test_source_root, "Inputs")),
    ("%source", config.source_dir),
    ("%include", os.path.join(config.source_dir, "runtime", "include")),
    # Runs the transcripts of the pages that follow.
    ("%transcripts", f"{config.python} {config.test_source_root}/docs/"
     f"transcripts.py --bin {config.bin_dir} --work %t"),
    ("%python", config.python),
    ("%opt", os.path.join(tools, "opt")),
]:
    config.substitutions.append((name, value))

version = config.llvm_version
config.available_features.add(f"llvm-{version}")
if version >= 16:
    config.available_features.add("opaque-pointers")
if version >= 19:
    config.available_features.add("debug-records")
if os.path.exists(os.path.join(tools, "ld.lld")):
    config.available_features.add("lld")
for tool in ["zsh", "fish", "valgrind", "ccache", "cmake", "meson", "libtool", "tmux"]:
    if shutil.which(tool):
        config.available_features.add(tool)
# What the hotspots of examples/ read, and a library that one of them uses.
for package, path in [
        ("unicode-data", "/usr/share/unicode/UnicodeData.txt"),
        ("iso-codes", "/usr/share/iso-codes/json/iso_639-3.json"),
        ("nlohmann-json", "/usr/include/nlohmann/json.hpp")]:
    if os.path.exists(path):
        config.available_features.add(package)
# CMake's words for a variable that is on.
on = ("1", "ON", "YES", "TRUE", "Y")
if config.full_tests.upper() in on:
    config.available_features.add("full-tests")
# In one tree of several: what is the same with any LLVM, or takes long.
if config.llvm_tests_only.upper() not in on:
    config.available_features.add("once")
# musl's own headers come first; the kernel's are the system's.
musl = "/usr/include/x86_64-linux-musl"
if os.path.isdir(musl) and platform.machine() == "x86_64":
    config.available_features.add("musl")
    resources = subprocess.run(
        [config.clang, "-print-resource-dir"], text=True,
        stdout=subprocess.PIPE).stdout.strip()
    config.substitutions.insert(0, ("%musl_flags", " ".join([
        "--target=x86_64-linux-musl", "-nostdinc", "-isystem",
        f"{resources}/include", "-isystem", musl, "-idirafter", "/usr/include",
        "-idirafter", "/usr/include/x86_64-linux-gnu"])))
if shutil.which("qemu-aarch64") and os.path.isdir("/usr/aarch64-linux-gnu"):
    config.available_features.add("aarch64")
