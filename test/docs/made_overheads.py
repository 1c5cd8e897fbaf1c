# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What pages say of the costs that docs/overhead.md has measured: its short
table, and the column on CPU time where tools are compared."""
import re

SOURCE = "docs/overhead.md"
README = "README.md"
COLUMN = "CPU time"
# Rows of the short table that stand for themselves elsewhere.
SHORT = ["MemTrace, built in with lines, off",
         "MemTrace, built in with stacks, off", "MemTrace, lines",
         "MemTrace, stacks of up to 8 frames",
         "lines, built with a call summary",
         "stacks, built with a call summary",
         "lines, without MemTrace's cache of freed blocks",
         "stacks, without it",
         "lines in front of tcmalloc, against tcmalloc",
         "lines in front of jemalloc, against jemalloc", "heaptrack",
         "MemProf (`-fmemory-profile`)", "valgrind's massif",
         "valgrind's DHAT", "gperftools' heap profiler",
         "jemalloc, each allocation", "tcmalloc, sampling, against tcmalloc",
         "jemalloc, sampling, against jemalloc"]


def cells_of(row):
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def row_of(cells):
    return "| " + " | ".join(cells) + " |"


def short_table(tools):
    """The heads, and the cells of each row by its first one."""
    table = re.search(r"^In short.*?\n\n((?:\|[^\n]*\n)+)", tools.read(SOURCE),
                      re.M | re.S)[1].splitlines()
    rows = [cells_of(row) for row in table[2:]]
    return table[:2], {row[0]: row[1:] for row in rows}


def factors(name, rows):
    """What a tool costs on allocation-heavy work and on real programs."""
    name = name.strip("*").split("](")[0].lstrip("[")
    found = [label for label in SHORT if label.startswith(name)]
    if len(found) != 1:
        return "not measured"
    return ", ".join(re.sub(r" \(.*\)", "", cell)
                     for cell in rows[found[0]][1:])


def compared(tools, page, rows):
    """The page's own table, with its column on CPU time."""
    part = re.search(r"<!-- made: comparison -->\n(.*?)<!-- made: end -->",
                     tools.read(page), re.S)[1].splitlines()
    column = next(index for index, head in enumerate(cells_of(part[0]))
                  if head.startswith(COLUMN))
    result = part[:2]
    for row in part[2:]:
        cells = cells_of(row)
        cells[column] = factors(cells[0], rows)
        result.append(row_of(cells))
    return "\n".join(result) + "\n"


def blocks(tools):
    heads, rows = short_table(tools)
    short = [*heads, *(row_of([name, *rows[name]]) for name in SHORT)]
    return {README: {"overheads": "\n".join(short) + "\n",
                     "comparison": compared(tools, README, rows)}}
