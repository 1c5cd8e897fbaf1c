# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tables of docs/ledger.md: sections and structures of ledger.h, with what
its comments say, and the offsets that the compiler gives them."""
import os
import re
import subprocess
import tempfile

PAGE = "docs/ledger.md"
HEADER = "runtime/include/memtrace/ledger.h"
FIELD = re.compile(
    r"(?P<before>(?:/\*.*?\*/\s*)*)(?P<type>\w+) (?P<name>\w+)"
    r"(?P<array>\[\w*\])?;(?:[ \t]*(?P<after>/\*.*?\*/))?", re.S)


def words(comment):
    text = " ".join(re.sub(r"/\*|\*/|^\s*\*", " ", comment or "",
                           flags=re.M).split())
    return text.replace("|", "\\|")


def sentence(text):
    text = re.sub(r"\b(MEMTRACE_\w+\*?|memtrace_\w+(?:\[\])?)", r"`\1`", text)
    text = text[:1].upper() + text[1:]
    return text + "." if text and text[-1] not in ".:" else text


def structures(header):
    """(name, [(type, field, meaning)]) of each structure."""
    for name, body in re.findall(
            r"^typedef struct (\w+) \{\n(.*?)^\} \1;", header, re.M | re.S):
        yield name, [
            (found["type"] + (found["array"] or ""), found["name"],
             " ".join(filter(None, [sentence(words(found["before"])),
                                    sentence(words(found["after"]))])))
            for found in FIELD.finditer(body)]


def offsets(tools, found):
    """What the compiler says: {(structure, field): offset}, sizes as None."""
    lines = ['#include <memtrace/ledger.h>', "#include <stddef.h>",
             "#include <stdio.h>", "int main(void) {"]
    for name, fields in found:
        lines += [f'printf("%zu\\n", offsetof({name}, {field}));'
                  for _, field, _ in fields]
        lines.append(f'printf("%zu\\n", sizeof({name}));')
    with tempfile.TemporaryDirectory() as folder:
        program = os.path.join(folder, "offsets")
        with open(program + ".c", "w", encoding="utf-8") as file:
            file.write("\n".join(lines + ["}"]))
        subprocess.run([tools.command("memtrace-cc"), "--profile-memory",
                        program + ".c", "-o", program], check=True)
        values = iter(subprocess.run(
            [program], check=True, text=True,
            stdout=subprocess.PIPE).stdout.split())
    return {(name, field): next(values) for name, fields in found
            for field in [*(field for _, field, _ in fields), None]}


def sections(header):
    rows = ["| number | section | what it is |", "|--:|---|---|"]
    for name, number, comment in re.findall(
            r"MEMTRACE_SECTION_(\w+) = (\d+),?\s*(/\*.*?\*/)?", header):
        rows.append(f"| {number} | `{name}` | {sentence(words(comment))} |")
    return "\n".join(rows) + "\n"


def blocks(tools):
    header = tools.read(HEADER)
    found = list(structures(header))
    where = offsets(tools, found)
    version = re.search(r"define MEMTRACE_LEDGER_VERSION (\d+)", header)[1]
    parts = {"version": f"This is version {version}.\n",
             "sections": sections(header)}
    for name, fields in found:
        rows = ["| offset | type | field | meaning |", "|--:|---|---|---|"]
        rows += [f"| {where[name, field]} | `{kind}` | `{field}` | {meaning} |"
                 for kind, field, meaning in fields]
        rows.append(f"| {where[name, None]} | | | Its size. |")
        parts[name] = "\n".join(rows) + "\n"
    return {PAGE: parts}
