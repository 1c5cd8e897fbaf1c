# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether what a command printed is what a page says it prints.

Words match exactly, but for these:
- numbers of processes, times, rates, samples, dates and addresses match any of
  their kind, as do curves and versions of LLVM;
- sizes, counts and percentages may differ by a few percent, since compilers
  and libraries do, and those that depend on the machine's own pages and
  libraries (peak RSS, MemTrace's own memory) by a factor of two;
- numbers in names and places stand for themselves: `a.c:42`, `-std=c++17`;
- a line `...` in the page is any number of lines.
"""
import re

UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
NUMBER = r"\d+(?:\.\d+)?"
SIZE = rf"{NUMBER} (?:[KMG]i)?B\b"
# Not within a name, a path, a place or an option; behind a sign, though.
ALONE = r"(?<![\w.:/])(?<!\w[+-])(?<!\+\+)"
# The first that matches counts. Those of None may be anything of their kind.
KINDS = [
    ("date", r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?", None),
    ("address", r"\b0x[0-9a-f]+", None),
    ("process", r"(?<=\bpid )\d+|(?<=\bprocess )\d+"
                r"|(?<=\.)\d+(?=\.(?:memtrace|txt|svg))", None),
    ("llvm", r"(?<=clang-)\d+|(?<=llvm-)\d+|(?<=LLVM )\d+"
             r"|(?<=clang version )[\d.]+", None),
    ("time", rf"(?<![\w.]){NUMBER} (?:s|ms|µs|ns|seconds?)\b", None),
    ("rate", rf"(?<![\w.]){NUMBER}(?:/s\b| allocations a second)",
     None),
    ("samples", r"\d+(?= samples\b)|(?<=samples, )\d+(?= by line)", None),
    ("chart", r"(?<=┤).*|[▁-█]+", None),
    ("own", rf"(?<=\bRSS ){SIZE}|{SIZE}(?= of RSS)|(?<=\bown ){SIZE}", 0.5),
    ("size", ALONE + SIZE, 0.05),
    ("percent", rf"{ALONE}{NUMBER} ?%", 0.05),
    ("number", rf"{ALONE}{NUMBER}(?![\w/-]|\.\w|:\d)", 0.05),
]
WORD = re.compile("|".join(f"(?P<{name}>{text})" for name, text, _ in KINDS))
TOLERANCE = {name: tolerance for name, _, tolerance in KINDS}
LOOSE = re.compile(r"\s*\|?\s*(peak RSS|MemTrace|most RSS)\s")


def value_of(text):
    number = float(re.match(NUMBER, text)[0])
    return number * UNITS.get(text.split()[-1], 1)


def are_near(kind, ours, theirs, loose):
    tolerance = TOLERANCE[kind]
    if tolerance is None:
        return True
    one, other = value_of(ours), value_of(theirs)
    if loose:
        tolerance = 0.5
    slack = 1 if kind == "percent" else 0
    return abs(one - other) <= max(tolerance * max(one, other), slack)


def shape_of(line):
    """A line with its variable words taken out, and those words."""
    words = [(found.lastgroup, found[0]) for found in WORD.finditer(line)]
    indent = line[:len(line) - len(line.lstrip())]
    return indent + " ".join(
        WORD.sub(lambda found: f"<{found.lastgroup}>", line).split()), words


def same_shape(ours, theirs):
    return shape_of(ours)[0] == shape_of(theirs)[0]


def same_line(ours, theirs):
    (shape, words), (their_shape, their_words) = map(shape_of, (ours, theirs))
    loose = LOOSE.match(ours)
    return shape == their_shape and all(
        are_near(kind, word, their_word, loose)
        for (kind, word), (_, their_word) in zip(words, their_words))


def pieces_of(lines):
    """The lines between those that are `...`."""
    pieces = [[]]
    for line in lines:
        if line == "...":
            pieces.append([])
        else:
            pieces[-1].append(line)
    return pieces


def place(expected, actual, same=same_line):
    """What of the actual lines each piece of the expected ones is, or None."""
    pieces = pieces_of(expected)
    found, begin = [], 0
    for index, piece in enumerate(pieces):
        last = len(actual) - len(piece)
        starts = range(begin, last + 1)
        if index == len(pieces) - 1:
            starts = starts[-1:]  # It ends where the output does.
        if index == 0:
            starts = [start for start in starts if start == 0]
        begin = next((start for start in starts if all(
            map(same, piece, actual[start:start + len(piece)]))), None)
        if begin is None:
            return None
        found.append(actual[begin:begin + len(piece)])
        begin += len(piece)
    return found


def matches(expected, actual):
    return place(expected, actual) is not None


def renewed(expected, actual):
    """The expected lines with the actual figures; all of the actual ones if
    the expected ones leave nothing out, None if there is no telling what is
    left out."""
    if "..." not in expected:
        return actual
    found = place(expected, actual, same_shape)
    if found is None:
        return None
    lines = found[0]
    for piece in found[1:]:
        lines = lines + ["..."] + piece
    return lines
