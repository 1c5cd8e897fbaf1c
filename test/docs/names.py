# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""docs/api.md names every public name of memtrace.h and memtrace.hpp, and no
other. usage: names.py SOURCE_DIR"""
import os
import re
import sys

source = sys.argv[1]


def read(*path):
    with open(os.path.join(source, *path), encoding="utf-8") as file:
        return re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)


c = read("runtime", "include", "memtrace", "memtrace.h") + read(
    "runtime", "include", "memtrace", "attributes.h")
cpp = re.sub(r"namespace detail \{.*?// namespace detail", "", read(
    "runtime", "include", "memtrace", "memtrace.hpp"), flags=re.S)
cpp = re.sub(r"//.*", "", cpp)
doc = read("docs", "api.md")
names = set(re.findall(r"\bmemtrace_(?!opaque|transparent)\w+", c)) | set(
    re.findall(r"\bMEMTRACE_(?!MEMTRACE_H|ATTRIBUTES_H)\w+", c))
# What stands in namespace memtrace itself: not indented.
names |= {f"memtrace::{name}" for name in re.findall(
    r"^(?:class|struct|enum class) (\w+)(?:;| |$)", cpp, re.M)}
names |= {f"memtrace::{name}" for name in re.findall(
    r"^(?!class|struct|enum|#|\}|namespace)[\w\[][^=;{}\n]*?\b(\w+)\(", cpp,
    re.M) if name != "annotate"}
used = set(re.findall(r"\bmemtrace_\w+|\bMEMTRACE_\w+|\bmemtrace::\w+", doc))
other = {"memtrace_profile"} | set(
    re.findall(r"^\| `(MEMTRACE_\w+)`", read("docs", "options.md"), re.M))
missing, unknown = names - used, used - names - other
for name in sorted(missing):
    print(f"docs/api.md lacks {name}")
for name in sorted(unknown):
    print(f"docs/api.md has {name}, which no header has")
sys.exit(bool(missing or unknown))
