# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads instrumented IR and prints what the pass did, one event a line.

The IR of a site is spread over three globals and looks different in each
LLVM; this puts it together again, so that tests state lines and not layouts:

    define use                                 "transparent" if it is marked
      save                                     load of the ambient site
      frame user=a.c:9:3 chain=use@a.c:9       store of a site to it
      restore                                  store of a saved value to it
      ambient or <site>                        select for an ambient allocation
      call xmalloc                             tail, musttail, invoke likewise
      __memtrace_malloc <site>
      ret

Usage: annotate.py [--paths] < module.ll    --paths: files with directories
"""
import os
import re
import sys

full_paths = "--paths" in sys.argv
text = sys.stdin.read()


def resolve(value):
    """Writes each relative reference as the name of the global it refers to."""
    start, end = "trunc (i64 sub (i64 ptrtoint (", ") to i32)"
    head, *rest = value.split(start)
    for part in rest:
        expression, tail = part.split(end, 1)
        head += re.search(r"@[\w.]+", expression)[0] + tail
    return head


def unquote(quoted):
    data = re.sub(r"\\([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), quoted)
    return data.rstrip("\0")


def path(file):
    return file if full_paths else os.path.basename(file)


FOUR_WORDS = re.compile(r"\{ i32 (\S+), i32 (\S+), i32 (\d+), i32 (\d+) \}")
SITE = re.compile(r"\{ i32 0, i32 0, i32 (\S+), i32 (\S+), "
                  r"i16 (\d+), i16 (\d+), i32 (\d+) \}")
strings, frames, sites = {"0": "?"}, {}, {}
globals_ = [line.split(" = ", 1) for line in text.splitlines()
            if line.startswith("@memtrace.")]
for name, value in globals_:
    if name.startswith("@memtrace.string"):
        strings[name] = unquote(value[value.index('c"') + 2:
                                      value.rindex('"')])
for name, value in globals_:
    if name.startswith("@memtrace.frames"):
        assert "private unnamed_addr constant" in value, value
        frames[name] = [
            (strings[function], strings[file], line, column)
            for function, file, line, column in
            FOUR_WORDS.findall(resolve(value))]
for name, value in globals_:
    if name.startswith("@memtrace.site"):
        assert value.startswith("private global"), value
        chain, type_name, count, user, flags = SITE.search(
            resolve(value)).groups()
        chain = frames[chain]
        assert len(chain) == int(count), name
        _, file, line, column = chain[int(user)]
        words = [f"user={path(file)}:{line}:{column}", "chain=" + ",".join(
            f"{function}@{path(file)}:{line}"
            for function, file, line, _ in chain)]
        if type_name != "0":
            words.append(f"type={strings[type_name]}")
        if int(flags) & 1:
            words.append("system")
        if int(flags) & 2:
            words.append("no-lines")
        sites[name] = " ".join(words)

CALL = re.compile(r"  (?:%\S+ = )?((?:(?:tail|musttail|notail) )?call|invoke) ")
CALLEE = re.compile(r'(?:@"?([\w.$]+)"?|%[\w.]+)\(')
ATTRIBUTES = dict(re.findall(r"^attributes (#\d+) = \{(.*)\}$", text, re.M))
for line in text.splitlines():
    if line.startswith("define "):
        transparent = any("memtrace-transparent" in ATTRIBUTES[group]
                          for group in re.findall(r" (#\d+)", line))
        print("define", CALLEE.search(line)[1],
              *(["transparent"] if transparent else []))
    elif line.startswith("}"):
        print("end")
    if not line.startswith("  "):
        continue
    site = re.search(r"@memtrace\.site[.\d]*", line)
    call = CALL.match(line)
    if call:
        kind, callee = call[1], CALLEE.search(line, call.end())
        if not callee: # inline assembly
            continue
        name = callee[1] or "indirect"
        if name.startswith("__memtrace_"):
            kind = kind + " " if kind in ("invoke", "musttail call") else ""
            print(f"  {kind}{name}", sites[site[0]] if site else "ambient")
        elif not name.startswith("llvm."):
            print(f"  {kind} {name}")
    elif line.startswith("  store ") and "@__memtrace_cur," in line:
        print("  frame " + sites[site[0]] if site else "  restore")
    elif " = load " in line and "@__memtrace_cur," in line:
        print("  save")
    elif " = select " in line and site:
        print("  ambient or", sites[site[0]])
    elif line.startswith("  ret "):
        print("  ret")
