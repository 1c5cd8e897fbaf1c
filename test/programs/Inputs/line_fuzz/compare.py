# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# compare.py: the rows of a report against the model's, and in what words they
# differ.
import os.path

from report import size_text


def differences(machine, rows, base):
    """(site, expected, got) of every row that is wrong; None is no row.
    `base` has the rows of a program that does nothing."""
    want = {site: (size_text(bytes), blocks)
            for site, (bytes, blocks) in machine.rows.items()}
    want.update(base)
    rows = {(os.path.normpath(file), line): row
            for (file, line), row in rows.items()}
    return [(site, want.get(site), rows.get(site))
            for site in sorted(want.keys() | rows.keys())
            if want.get(site) != rows.get(site)]


def in_words(row):
    return "nothing" if row is None else f"{row[0]} in {row[1]} blocks"


def describe(wrong, machine, texts):
    """`texts`: file -> its text, to show the lines."""
    for (file, line), want, got in wrong:
        yield (f"{file}:{line}: got {in_words(got)}, expected "
               f"{in_words(want)}")
        lines = texts.get(file, "").splitlines()
        if 0 < line <= len(lines):
            yield f"    {lines[line - 1].strip()}"
        sizes = sorted(machine.sizes.get((file, line), ()))
        if sizes:
            yield "    asks for " + ", ".join(map(str, sizes))
