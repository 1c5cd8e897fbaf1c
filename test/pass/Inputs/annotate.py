# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads instrumented IR and prints what the pass did, one event a line.

The IR of a site is spread over three globals and looks different in each
LLVM; this puts it together again, so that tests state lines and not layouts:

    define use                                 "transparent" if it is marked
      save                                     load of the ambient site
      frame user=a.c:9:3 chain=use@a.c:9       store of a site to it
      restore                                  store of a saved value to it
      save depth                               with stacks: load of the depth
      depth                                    store of it, or of one more
      caller                                   store of what was loaded to the
                                               array of callers
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
SITE = re.compile(r"\{ i32 0, i32 0, i32 (\S+), i32 (\S+), i32 (\S+), "
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
        chain, type_name, callee, count, user, flags = SITE.search(
            resolve(value)).groups()
        chain = frames[chain]
        assert len(chain) == int(count), name
        _, file, line, column = chain[int(user)]
        words = [f"user={path(file)}:{line}:{column}", "chain=" + ",".join(
            f"{function}@{path(file)}:{line}"
            for function, file, line, _ in chain)]
        if type_name != "0":
            words.append(f"type={strings[type_name]}")
        if callee != "0":
            words.append(f"callee={strings[callee]}")
        if int(flags) & 1:
            words.append("system")
        if int(flags) & 2:
            words.append("no-lines")
        if int(flags) & 4:
            words.append("stacks")
        sites[name] = " ".join(words)

CALL = re.compile(r"  (?:%\S+ = )?((?:(?:tail|musttail|notail) )?call|invoke) ")
CALLEE = re.compile(r'(?:@"?([\w.$]+)"?|%[\w.]+)\(')
# A field of where the thread is, by number; the newest LLVM counts in bytes.
FIELD = re.compile(r"  (store|.* = load) .*@__memtrace_thread_frames"
                   r"(?:, i(?:32|64) 0, i32 (\d)\)|, i64 (\d+)\)|,)")
ATTRIBUTES = dict(re.findall(r"^attributes (#\d+) = \{(.*)\}$", text, re.M))
BYTES = {"0": 0, "8": 1, "16": 2, "20": 3}
saved = "nothing"
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
        continue
    field = FIELD.match(line)
    if field:
        loads = field[1] != "store"
        number = int(field[2] or BYTES[field[3] or "0"])
        if number == 0 and loads:
            saved = line.split()[0]
            print("  save")
        elif number == 0:
            print("  frame " + sites[site[0]] if site else "  restore")
        elif number == 2: # else the array or its capacity
            print("  save depth" if loads else "  depth")
    elif re.match(rf"  store \S+ {saved},", line):
        print("  caller")
    elif " = select " in line and site:
        print("  ambient or", sites[site[0]])
    elif line.startswith("  ret "):
        print("  ret")
