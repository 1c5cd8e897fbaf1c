# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads instrumented IR and prints what the pass did, one event a line.

The IR of a site is spread over three globals and looks different in each
LLVM; this puts it together again, so that tests state lines and not layouts:

    define use                                 "transparent" if it is marked
      save                                     load of the ambient site, with
                                               stacks of the depth as well
      frame user=a.c:9:3 chain=use@a.c:9       store of a site to it
      restore                                  store of a saved value to it
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
    """Writes each distance as @global:n: n bytes from there, if counted from
    the end of the variable that has it."""
    start, end = "add (i32 trunc (i64 sub (i64 ptrtoint (", ") to i32), i32 "
    head, *rest = value.split(start)
    for part in rest:
        expression, tail = part.split(end, 1)
        more, tail = tail.split(")", 1)
        head += re.search(r"@[\w.]+", expression)[0] + ":" + more + tail
    return head


def unquote(quoted):
    data = re.sub(r"\\([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), quoted)
    return data.rstrip("\0")


def path(file):
    return file if full_paths else os.path.basename(file)


SITE_BYTES, WORD_BYTES = 28, 4
SITE = re.compile(r"\{ i32 0, i32 0, i32 (\S+), i32 (\S+), i32 (\S+), "
                  r"i16 (\d+), i16 (\d+), i32 (\d+) \}")
strings, frame_words, sites = {}, [], {}
globals_ = [line.split(" = ", 1) for line in text.splitlines()
            if line.startswith("@memtrace.")]
for name, value in globals_:
    if name.startswith("@memtrace.string"):
        strings[name] = unquote(value[value.index('c"') + 2:
                                      value.rindex('"')])
    elif name == "@memtrace.frames":
        assert "private unnamed_addr constant" in value, value
        frame_words = re.findall(r"i32 ([^\s\],]+)[\],]", resolve(value))


def target(word, to_end):
    """What a field refers to: its variable ends so many bytes behind it."""
    name, more = word.split(":")
    return name, int(more) - to_end


def string(word, to_end):
    if word == "0":
        return "?"
    name, offset = target(word, to_end)
    assert offset == 0, word
    return strings[name]


def frames(word, to_end, count):
    name, offset = target(word, to_end)
    assert name == "@memtrace.frames", word
    first = offset // WORD_BYTES
    unit = first + 4 * count
    assert frame_words[unit].startswith("@memtrace.note:"), frame_words[unit]

    def name_at(index):
        return string(frame_words[index],
                      WORD_BYTES * (len(frame_words) - index))
    return [(name_at(index), name_at(index + 1),
             *frame_words[index + 2:index + 4])
            for index in range(first, unit, 4)]


def describe(fields, to_end):
    chain, type_name, callee, count, user, flags = fields
    chain = frames(chain, to_end - 8, int(count))
    _, file, line, column = chain[int(user)]
    described = [f"user={path(file)}:{line}:{column}", "chain=" + ",".join(
        f"{function}@{path(file)}:{line}" for function, file, line, _ in chain)]
    if type_name != "0":
        described.append(f"type={string(type_name, to_end - 12)}")
    if callee != "0":
        described.append(f"callee={string(callee, to_end - 16)}")
    if int(flags) & 1:
        described.append("system")
    if int(flags) & 2:
        described.append("no-lines")
    if int(flags) & 4:
        described.append("stacks")
    return " ".join(described)


for name, value in globals_:
    if name.startswith("@memtrace.site"):
        assert value.startswith("private global"), value
        found = SITE.findall(resolve(value))
        sites[name] = [describe(fields, SITE_BYTES * (len(found) - number))
                       for number, fields in enumerate(found)]

# Of several in one variable by number; the newest LLVM counts in bytes.
REFERENCE = re.compile(r"(@memtrace\.sites?[.\d]*)"
                       r"(?:, i(?:32|64) 0, i(?:32|64) (\d+)\)|, i64 (\d+)\))?")


def reference(line):
    """(variable, number) of the site that a line refers to, or None."""
    found = REFERENCE.search(line)
    return found and (found[1], int(found[2] or 0)
                      + int(found[3] or 0) // SITE_BYTES)


def described(place):
    return sites[place[0]][place[1]]


CALL = re.compile(r"  (?:%\S+ = )?((?:(?:tail|musttail|notail) )?call|invoke) ")
CALLEE = re.compile(r'(?:@"?([\w.$]+)"?|%[\w.]+)\(')
# A field of where the thread is, in bytes; or at a kept distance.
FIELD = re.compile(r"  (store|.* = load) .*@__memtrace_thread_frames"
                   r"(?:, i32 0)?(?:, i64 (\d+)\))?")
AMBIENT = {None, "2"}
WORD = re.compile(r"  (%\S+) = (shl|or|add) (?:\w+ )*i64 (.*), ([^\s,]+)"
                  r"(?:, !dbg \S+)?$")
KEPT = re.compile(r"  (%\S+) = inttoptr i64 %\S+ to .*addrspace\(257\)")
ATTRIBUTES = dict(re.findall(r"^attributes (#\d+) = \{(.*)\}$", text, re.M))
for line in text.splitlines():
    if line.startswith("define "):
        saved, kept, words = "nothing", "nothing", {}
        transparent = any("memtrace-transparent" in ATTRIBUTES[group]
                          for group in re.findall(r" (#\d+)", line))
        print("define", CALLEE.search(line)[1],
              *(["transparent"] if transparent else []))
    elif line.startswith("}"):
        print("end")
    if not line.startswith("  "):
        continue
    site = reference(line)
    if KEPT.match(line):
        kept = KEPT.match(line)[1]
        continue
    call = CALL.match(line)
    if call:
        kind, callee = call[1], CALLEE.search(line, call.end())
        if not callee: # inline assembly
            continue
        name = callee[1] or "indirect"
        if name.startswith("__memtrace_"):
            kind = kind + " " if kind in ("invoke", "musttail call") else ""
            print(f"  {kind}{name}", described(site) if site else "ambient")
        elif not name.startswith("llvm."):
            print(f"  {kind} {name}")
        continue
    # What is made of a site: words of other sites of the function, too.
    word = WORD.match(line)
    if word:
        origin = site or words.get(word[3].split()[0].rstrip(","))
        if origin and word[2] == "add":
            origin = origin[0], origin[1] + int(word[4]) // (SITE_BYTES << 16)
        if origin:
            words[word[1]] = origin
    field = FIELD.match(line)
    access = re.match(rf"  (store|.* = load) .* {kept}, align", line)
    if access or field and field[2] in AMBIENT:
        if (access or field)[1] != "store":
            saved = line.split()[0]
            print("  save")
            continue
        value = re.match(r"  store \S+ (%[\w.]+), ", line)
        site = site or value and words.get(value[1])
        print("  frame " + described(site) if site else "  restore")
    elif re.match(rf"  store \S+ {saved},", line):
        print("  caller")
    elif " = select " in line and site:
        print("  ambient or", described(site))
    elif line.startswith("  ret "):
        print("  ret")
