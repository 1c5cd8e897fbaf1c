# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes one of the ledgers below.

usage: make.py NAME FILE
"""
import sys

import ledger
from ledger import COUNTERS, NOT_IN_FILE, STRINGS, Frame, Ledger, Site


def example(path):
    ledger.example().write(path)


def bounded(path):
    made = ledger.example()
    made.header["committed_bytes"] = made.header["peak_bytes"] + 840000
    made.write(path)


def remarks(path):
    """All that a report may have to say of what went wrong."""
    made = ledger.example()
    made.header.update(bad_tags=3, untracked_blocks=7, untracked_bytes=20480,
                       unregistered_sites=4, shared_slab_threads=6)
    made.write(path)


def inherited(path):
    made = ledger.example()
    made.header.update(inherited=1, inherited_bytes=5000, inherited_blocks=5)
    made.write(path)


def time_line(path):
    """Steps of a second each, in two modules."""
    made = ledger.example()
    for id, site in made.sites.items():
        site.module = b"/home/me/lines" if id == 2 else b"libcopy.so"
    second = 10**9
    made.samples = [
        ledger.Sample(1 * second, (0, 0), 0),
        ledger.Sample(2 * second, (2000, 2), 1 << 20),
        ledger.Sample(3 * second, (4000, 4), 2 << 20, {2: (3000, 3)}),
        ledger.Sample(4 * second, (8000, 8), 1 << 20),
        ledger.Sample(5 * second, (2000, 2), 0)]
    made.write(path)


def incomplete(path, sections):
    """The extents of these sections are beyond the end of the file."""
    made = ledger.example()
    extents = made.extents()
    gone = [e for e in extents if e.section in sections]
    made.header["file_incomplete"] = 1
    extents = made.place([e for e in extents if e not in gone] + gone)
    for extent in gone:
        extent.flags = NOT_IN_FILE
    made.write(path, extents, size=gone[0].offset)


def snapshots(path):
    """Samples a second apart, two of them with what was live."""
    made = ledger.example()
    start = made.header["start_time"]
    lines, copy = 5, 2  # contexts
    made.samples = [
        ledger.Sample(start + 10**9, (1000000, 90)),
        ledger.Sample(start + 2 * 10**9, (9003072, 50001),
                      live={copy: (3072, 1), lines: (9000000, 50000)}),
        ledger.Sample(start + 3 * 10**9, (12000000, 70000)),
        ledger.Sample(start + 4 * 10**9, (5000, 50),
                      live={lines: (5000, 50)})]
    made.header["end_time"] = start + 5 * 10**9
    made.write(path)


def moving_lines(path, first_line, more, pid):
    """Four functions, one beneath the other."""
    made = Ledger(pid=pid)
    for i in range(4):
        blocks = i + 1 + more
        made.count(made.add_site(b"a.c", first_line + i, b"f%d" % i),
                   (100 * blocks, blocks))
    made.set_peak()
    made.write(path)


def lines_before(path):
    moving_lines(path, 10, 0, 1)


def lines_after(path):
    """Ten lines were added above them, and each has a block more."""
    moving_lines(path, 20, 1, 2)


def no_counts(path):
    incomplete(path, [COUNTERS])


def no_lines(path):
    incomplete(path, [STRINGS, ledger.FRAMES, ledger.SITES])


def no_strings(path):
    incomplete(path, [STRINGS])


def no_contexts(path):
    incomplete(path, [ledger.CONTEXTS])


def no_callers(path):
    incomplete(path, [ledger.CALLERS])


def half_of_the_callers(path):
    """Those that are outside are missing."""
    made = Ledger(file_incomplete=1, frames_kept=4)
    site = made.enter(Site([Frame(b"f", b"a.c", 1)]))
    for index, outer in [(1, 0), (256, 1), (257, 256), (301, 300)]:
        made.add_caller(site, outer, index=index)
    made.count(made.add_context(site, 257), (100, 1))
    made.count(made.add_context(site, 301), (100, 1))
    made.set_peak()
    extents = made.extents()
    callers = next(e for e in extents if e.section == ledger.CALLERS)
    content = callers.content.pop(0)
    callers.content[ledger.PAGE] = content[ledger.PAGE:]
    made.write(path, made.place(extents))


def half_of_the_counts(path):
    """The end of the file is in the middle of an extent."""
    made = Ledger(file_incomplete=1)
    made.count(made.add_site(b"a.c", 1), (100, 1))
    made.count(made.add_site(b"b.c", 2, id=100), (50, 1))
    made.set_peak()
    extents = made.extents()
    first, second = [e for e in extents if e.section == COUNTERS]
    first.bytes, first.flags = 2 * ledger.PAGE, NOT_IN_FILE
    first.content.update({ledger.PAGE + distance: content for
                          distance, content in second.content.items()})
    extents.remove(second)
    made.place(extents)
    made.write(path, extents, size=first.offset + ledger.PAGE + 100)


def half_of_the_strings(path):
    made = Ledger(file_incomplete=1)
    made.count(made.add_site(b"a.c", 1), (100, 1))
    made.count(made.add_site(b"l" * ledger.PAGE + b".c", 2), (50, 1))
    made.count(made.add_site(b"b.c", 3), (20, 1))
    made.set_peak()
    extents = made.extents()
    strings = extents.pop(0)
    strings.flags = NOT_IN_FILE
    made.place(extents + [strings])
    made.write(path, extents + [strings], size=strings.offset + ledger.PAGE)


def odd_names(path):
    """Names that are no UTF-8, would steer a terminal, or are no names."""
    made = Ledger(program=b"/tmp/\xff\xfe", command_line=b"./a\n\x1b[2Jb")
    made.count(made.add_site(b"caf\xe9.c", 1, b"f\x80"), (100, 1))
    made.count(made.add_site(b"new\nline\x1b[2J.c", 2), (90, 1))
    made.count(made.add_site(b"odd.cpp", 0, b"_Zodd"), (80, 1))
    made.count(made.add_site(b"", 0, b"_Z5emptyv"), (70, 1))
    made.set_peak()
    made.write(path)


def same_names(path):
    made = Ledger()
    made.count(made.add_site(b"/a/lines.cpp", 1), (100, 1))
    made.count(made.add_site(b"/b/lines.cpp", 1), (90, 1))
    made.set_peak()
    made.write(path)


# What is called, and where that leads; the first ones are the same function.
CALLEES = [
    (b"main", b"main"), (b"\1main", b"main"), (b"main", b"\1main"),
    (b"_ZN1aC1Ev", b"_ZN1aC2Ev"), (b"_ZN1aC5Ev", b"_ZN1aC2Ev"),
    (b"_ZN1aD0Ev", b"_ZN1aD2Ev"), (b"\1_ZN1aD1Ev", b"_ZN1aD5Ev"),
    (b"_ZN1bCI11aEi", b"_ZN1bCI21aEi"),
    (b"_ZN1aC1IiEET_", b"_ZN1aC2IiEET_"), (b"_ZN1aC1B1bEv", b"_ZN1aC2B1bEv"),
    (b"_ZNSt5arrayIiLm10EEC1Ev", b"_ZNSt5arrayIiLm10EEC2Ev"),
    (b"_ZN1aILin9EEC1Ev", b"_ZN1aILin9EEC2Ev"),
    (b"_ZN1aIA6_cEC1Ev", b"_ZN1aIA6_cEC2Ev"),
    (b"_ZN1aIDv6_fEC1Ev", b"_ZN1aIDv6_fEC2Ev"),
    (b"_ZN1aC1ERKS_3abcS0_S9_", b"_ZN1aC2ERKS_3abcS0_S9_"),
    (b"_ZZN1aC1EvEN1bC1Ev", b"_ZZN1aC2EvEN1bC2Ev"),
    # From here on another one, or that isn't known.
    (b"", b"main"), (b"main", b""),
    (b"qsort", b"compare"), (b"main", b"main2"), (b"_Z1fv", b"_Z1fi"),
    (b"C1", b"C2"), (b"aC1Ev", b"aC2Ev"), (b"_Z3fC1v", b"_Z3fC2v"),
    (b"_Z4fC1Ev", b"_Z4fC2Ev"), (b"_ZN1aILi9EE3fC1Ev", b"_ZN1aILi9EE3fC2Ev"),
    (b"_ZN1aC1Ev", b"_ZN1aD1Ev"),
    (b"_ZN1aC1Ev", b"_ZN1aC1Ei"), (b"_ZN1aC1Ev", b"_ZN1aCxEv"),
    (b"_ZN1aC1Ev", b"_ZN1bC2Ev"), (b"_ZN1aC1Ev", b"_ZN1aC2E"),
    (b"_Z99999999999999999999C1", b"_Z99999999999999999999D1"),
]


def callees(path):
    """A context for each; its own site is in an inlined chain, too."""
    made = Ledger(frames_kept=2)
    for number, (callee, function) in enumerate(CALLEES, 1):
        inner = made.enter(Site([Frame(b"inlined", b"a.c", number),
                                 Frame(function, b"a.c", 99)]))
        call = made.enter(Site([Frame(b"caller", b"a.c", number)],
                               callee=callee))
        made.count(made.add_context(inner, made.add_caller(call)), (1, 1))
    made.set_peak()
    made.write(path)


def bombs(path):
    """Short names that stand for gigabytes, and one for the time after."""
    made = Ledger()
    name = "_Z1fSt4pairIiiE" + nested_pairs(60)
    for i in range(3):
        made.count(made.add_site(b"bomb.cpp", 0, name.encode() + b"i" * i),
                   (100 + i, 1))
    made.count(made.add_site(b"good.cpp", 0, b"_Z4goodv"), (50, 1))
    made.set_peak()
    made.write(path)


def base36(number):
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while True:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
        if number == 0:
            return text


def nested_pairs(depth):
    """Each parameter is a pair of two of the one before."""
    # S_ is std::pair, S0_ pair<int, int>, S1_ the next, and so on.
    text = ""
    for i in range(depth):
        last = f"S{base36(i)}_"
        text += f"S_I{last}{last}E"
    return text


def main():
    name, path = sys.argv[1:]
    globals()[name](path)


if __name__ == "__main__":
    main()
