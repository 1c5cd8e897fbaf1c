# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Files that are no ledgers, or damaged ones: each has to be refused with one
line that says what is wrong and what to do, status 2, and nothing else.

usage: bad.py MEMTRACE FOLDER
"""
import os
import struct
import subprocess
import sys

import ledger
from ledger import (CALLERS, CONTEXTS, COUNTERS, EXTENT_BYTES, EXTENT_FORMAT,
                    FRAMES, HEADER_BYTES, INHERITED, LIVE, LIVE_BYTES, PAGE,
                    SAMPLE_BYTES, SAMPLES, SITE_BYTES, SITES, STRINGS, Sample,
                    offset_of)

CASES = {}
# Damaged only in what memtrace_snapshot_load() doesn't read.
TIME_LINES = set()


def case(message):
    """The function gives the file's content; a part of the line is checked."""
    def enter(function):
        CASES[function.__name__] = (message, function)
        return function
    return enter


def with_field(name, value):
    content = ledger.example().bytes()
    struct.pack_into("=" + ledger.HEADER[name], content, offset_of(name),
                     value)
    return content


def with_extent(kind, /, **fields):
    """The first extent of a section, with other values."""
    made = ledger.example()
    extents = made.place(made.extents())
    content = made.bytes(extents)
    index = [e.section for e in extents].index(kind)
    at = HEADER_BYTES + EXTENT_BYTES * index
    values = dict(zip(ledger.EXTENT,
                      struct.unpack_from(EXTENT_FORMAT, content, at)))
    for field, value in fields.items():
        values[field] = value(values) if callable(value) else value
    struct.pack_into(EXTENT_FORMAT, content, at, *values.values())
    return content


def patched(section, distance, value, format="=I"):
    made = ledger.example()
    extents = made.place(made.extents())
    content = made.bytes(extents)
    extent = next(e for e in extents if e.section == section)
    struct.pack_into(format, content, extent.offset + distance, value)
    return content


def time_line():
    made = ledger.example()
    made.samples = [Sample(10**9, (10, 1), 4096),
                    Sample(2 * 10**9, (30, 2), 0, {2: (20, 1), 4: (10, 1)}),
                    Sample(2 * 10**9, (40, 2)),
                    Sample(3 * 10**9, (30, 2), 0, {2: (30, 1), 5: (10, 1)})]
    made.inherited = {2: (7, 1), 3: (8, 1)}
    return made


def time_line_case(message):
    """The function gives a section, a distance in it and what is written
    there."""
    def enter(function):
        def patch():
            made = time_line()
            extents = made.place(made.extents())
            content = made.bytes(extents)
            section, distance, *value = function()
            extent = next(e for e in extents if e.section == section)
            struct.pack_into("=" + "I" * len(value), content,
                             extent.offset + distance, *value)
            return content
        CASES[function.__name__] = (message, patch)
        TIME_LINES.add(function.__name__)
        return function
    return enter


@time_line_case("sample 1 is older than the one before")
def time_goes_back():
    return SAMPLES, SAMPLE_BYTES, 999999999, 0


@time_line_case("sample 1 has live records that don't exist")
def live_records_that_do_not_exist():
    return SAMPLES, SAMPLE_BYTES + 36, 5


@time_line_case("sample 1 has live records that don't exist")
def live_records_wrap():
    return SAMPLES, SAMPLE_BYTES + 32, 2**32 - 1, 2**32 - 1


@time_line_case("sample 3 has live records that are another's")
def shared_live_records():
    return SAMPLES, 3 * SAMPLE_BYTES + 32, 1


@time_line_case("live record 1 is of a context that doesn't exist")
def live_context():
    return LIVE, LIVE_BYTES, 2**24


@time_line_case("live record 3 is not in the order of contexts")
def live_order():
    return LIVE, 3 * LIVE_BYTES, 2


@time_line_case("live record 0 is of a context that doesn't exist")
def inherited_context():
    return INHERITED, 0, 2**32 - 1


@time_line_case("live record 1 is not in the order of contexts")
def inherited_order():
    return INHERITED, LIVE_BYTES, 2


@case("is empty; wait until the program has begun to count")
def empty():
    return b""


@case("holds nothing yet; wait")
def zeros():
    return bytes(10000)


@case("is not a ledger of MemTrace; name one")
def text():
    return b"The quick brown fox\n" * 100


@case("is not a ledger of MemTrace; name one")
def short_text():
    return b"x"


@case("is a text report already; name the ledger")
def text_report():
    return b"MemTrace\n\nprogram    /home/me/lines\n"


@case("is cut off: only 5 of 328 bytes are there; copy it again")
def part_of_magic():
    return b"MemTr"


@case("is cut off: only 327 of 328 bytes are there")
def part_of_header():
    return ledger.example().bytes()[:327]


@case("is cut off: only 330 of 4096 bytes are there")
def part_of_table():
    return ledger.example().bytes()[:330]


@case("it is cut off, only 4096 of ")
def only_header():
    return ledger.example().bytes()[:4096]


@case("it is cut off, only ")
def last_byte_gone():
    return ledger.example().bytes()[:-1]


@case("has version 6 of the ledger, and this memtrace reads version 7; run "
      "the program again")
def older():
    return with_field("version", 6)


@case("has version 8 of the ledger, and this memtrace reads version 7; use a "
      "newer memtrace")
def newer():
    return with_field("version", 8)


@case("another byte order; read it on one like that")
def other_byte_order():
    return with_field("version", 7 << 24)


@case("is damaged: its header has 328 of ")
def header_without_table():
    return with_field("header_bytes", HEADER_BYTES)


@case("is damaged: its header has 4096 of 137438953768 bytes")
def endless_capacity():
    return with_field("extent_capacity", 2**32 - 1)


@case("is damaged: it counts 4294967295 extents in a table for ")
def endless_extents():
    return with_field("extent_count", 2**32 - 1)


@case("is damaged: it counts 4294967295 sites")
def endless_sites():
    return with_field("site_count", 2**32 - 1)


@case("is damaged: it has 4096 of 64000 bytes of sites")
def more_sites():
    return with_field("site_count", 2000)


@case("is damaged: it counts 16777217 contexts")
def endless_contexts():
    return with_field("context_count", 2**24 + 1)


@case("is damaged: it has 4096 of 8000 bytes of contexts")
def more_contexts():
    return with_field("context_count", 1000)


@case("is damaged: it has 4096 of 68719476720 bytes of callers")
def endless_callers():
    return with_field("caller_count", 2**32 - 1)


@case("is damaged: it counts 100 inherited contexts")
def more_inherited_contexts():
    return with_field("inherited_count", 100)


@case("is damaged: it has 0 of 48 bytes of inherited records")
def inherited_records():
    return with_field("inherited_count", 2)


@case("is damaged: it has 0 of 171798691800 bytes of samples")
def endless_samples():
    return with_field("sample_count", 2**32 - 1)


@case("is damaged: it has 0 of 103079215080 bytes of live records")
def endless_live_records():
    return with_field("live_count", 2**32 - 1)


@case("is damaged: it keeps 0 calls of each context")
def no_frames_kept():
    return with_field("frames_kept", 0)


@case("is damaged: it keeps 129 calls of each context")
def many_frames_kept():
    return with_field("frames_kept", 129)


@case("is damaged: its first context is context 0")
def first_context():
    return with_field("first_context", 0)


@case("is damaged: it has 4096 of 68719476720 bytes of frames")
def endless_frames():
    return with_field("frame_count", 2**32 - 1)


@case("is damaged: it has 4096 of 18446744073709551615 bytes of strings")
def endless_strings():
    return with_field("string_bytes", 2**64 - 1)


@case("is damaged: it has 0 of ")
def no_extents():
    return with_field("extent_count", 0)


@case("its last string has no end")
def strings_end_in_a_letter():
    content = ledger.example().bytes()
    length, = struct.unpack_from("=Q", content, offset_of("string_bytes"))
    struct.pack_into("=Q", content, offset_of("string_bytes"), length - 1)
    return content


@case("its first string is not empty")
def first_string():
    return patched(STRINGS, 0, ord("x"), "=B")


@case("the name of a program is outside the strings")
def program():
    return with_field("program", 100000)


@case("the name of a command is outside the strings")
def command_line():
    return with_field("command_line", 2**32 - 1)


@case("the name of a function is outside the strings")
def function():
    return patched(FRAMES, 16, 4000)


@case("the name of a file is outside the strings")
def file():
    return patched(FRAMES, 20, 2**31)


@case("the name of a type is outside the strings")
def type():
    return patched(SITES, 2 * SITE_BYTES + 8, 2**31)


@case("the name of a callee is outside the strings")
def callee():
    return patched(SITES, 2 * SITE_BYTES + 12, 100000)


@case("the name of a module is outside the strings")
def module():
    return patched(SITES, 2 * SITE_BYTES + 24, 100000)


@case("context 2 is of a site that doesn't exist")
def context_without_site():
    return patched(CONTEXTS, 2 * 8, 8)


@case("context 5 has callers that don't exist")
def context_without_callers():
    return patched(CONTEXTS, 5 * 8 + 4, 5)


@case("context 1 is not of the unknown site")
def unknown_context():
    return patched(CONTEXTS, 8, 2)


@case("caller 2 is of a site that doesn't exist")
def caller_without_site():
    return patched(CALLERS, 2 * 16, 2**32 - 1)


@case("caller 2 is called by a later one")
def caller_of_a_later_one():
    return patched(CALLERS, 2 * 16 + 4, 3)


@case("caller 4 is called by a later one")
def caller_of_itself():
    return patched(CALLERS, 4 * 16 + 4, 4)


@case("caller 4 is called by a later one")
def outer_caller_that_does_not_exist():
    return patched(CALLERS, 4 * 16 + 4, 5)


@case("caller 1 is called by a later one")
def cycle():
    made = ledger.example()
    content = made.caller_bytes()
    struct.pack_into("=I", content, 16 + 4, 2)
    made.caller_bytes = lambda: content
    return made.bytes()


@case("caller 64 has more callers than are kept")
def endless_chain():
    made = ledger.Ledger(frames_kept=32)
    made.add_callers([1] * 200)
    return made.bytes()


@case("caller 2 has more callers than are kept")
def callers_where_none_are_kept():
    made = ledger.Ledger(frames_kept=1)
    made.add_callers([1] * 2)
    return made.bytes()


@case("site 2 has frames that don't exist")
def first_frame():
    return patched(SITES, 2 * SITE_BYTES, 2**32 - 1)


@case("site 3 has frames that don't exist")
def frame_count():
    return patched(SITES, 3 * SITE_BYTES + 4, 65535, "=H")


@case("site 6 has frames that are another's")
def shared_frames():
    return patched(SITES, 3 * SITE_BYTES + 4, 3, "=H")


@case("site 2 is charged to a frame that it doesn't have")
def user_frame():
    return patched(SITES, 2 * SITE_BYTES + 6, 3, "=H")


@case("is of no section")
def section_0():
    return with_extent(FRAMES, section=0)


@case("is of no section")
def section_10():
    return with_extent(FRAMES, section=10)


@case("is of a slab but not of counters")
def slab_of_frames():
    return with_extent(FRAMES, slab=1)


@case("extent 0 is empty")
def extent_without_bytes():
    return with_extent(STRINGS, bytes=0)


@case("extent 0 does not begin and end with a page")
def extent_of_half_a_page():
    return with_extent(STRINGS, bytes=2048)


@case("extent 0 does not begin and end with a page")
def extent_off_a_page():
    return with_extent(STRINGS, offset=lambda e: e["offset"] + 8)


@case("extent 5 does not begin and end with a page")
def first_off_a_page():
    return with_extent(COUNTERS, first=64)


@case("extent 5 is longer than any file")
def extent_wraps_in_its_section():
    return with_extent(COUNTERS, first=2**64 - PAGE, bytes=2 * PAGE)


@case("extent 0 is longer than any file")
def extent_wraps_in_the_file():
    return with_extent(STRINGS, offset=2**64 - PAGE, bytes=2 * PAGE)


@case("is damaged: it is cut off, only ")
def extent_beyond_the_end():
    return with_extent(STRINGS, offset=2**62)


@case("is damaged: it is cut off, only ")
def extent_beyond_the_end_of_an_unfinished_one():
    made = ledger.example()
    made.header.update(finished=0, end_time=0)
    return made.bytes()[:-PAGE]


@case("extent 0 overlaps the header")
def extent_on_the_header():
    return with_extent(STRINGS, offset=0)


@case("extents 0 and 1 overlap")
def extents_in_one_place():
    return with_extent(FRAMES, offset=lambda e: e["offset"] - PAGE)


@case("overlap; copy it again or run the program again")
def extents_of_one_range():
    made = ledger.example()
    made.count(100, (1, 1))
    extents = made.place(made.extents())
    extents[-1].first = extents[-2].first
    extents[-1].slab = extents[-2].slab
    return made.bytes(extents)


@case("is damaged: it has 0 of ")
def gap_at_the_start_of_a_section():
    return with_extent(SITES, first=PAGE)


@case("extents 5 and 6 overlap")
def extents_of_a_slab_overlap():
    made = ledger.example()
    made.count(64, (1, 1))
    extents = made.place(made.extents())
    extents[6].first = extents[5].first
    return made.bytes(extents)


def run(memtrace, path, **more):
    return subprocess.run([memtrace, "report", path], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=60, **more)


def complaint(result, path, message):
    """What is wrong with an answer, or nothing."""
    lines = result.stderr.splitlines()
    if result.returncode != 2:
        return f"status {result.returncode}"
    if result.stdout or len(lines) != 1:
        return "not one line"
    if not lines[0].startswith(f"memtrace: error: {path} "):
        return "another beginning"
    if message not in lines[0]:
        return f"without {message!r}"
    return "" if "; " in lines[0] else "it doesn't say what to do"


def special_files(folder):
    fifo = os.path.join(folder, "fifo")
    os.mkfifo(fifo)
    yield fifo, "is not a regular file; copy the ledger to one"
    yield "/dev/null", "is not a regular file; copy the ledger to one"
    yield folder, "is a directory; name a ledger in it"
    yield (os.path.join(folder, "absent"),
           "cannot be opened: No such file or directory; name the ledger")
    yield "/dev/null/x", "cannot be opened: Not a directory; name the ledger"


def check_unreadable(memtrace, folder):
    path = os.path.join(folder, "unreadable")
    ledger.example().write(path)
    os.chmod(path, 0)
    more = {"user": 65534, "group": 65534} if os.geteuid() == 0 else {}
    try:
        result = run(memtrace, path, **more)
    except PermissionError: # nobody can't reach the command
        return ""
    return complaint(result, path, "Permission denied; ")


def main():
    memtrace, folder = sys.argv[1:]
    os.makedirs(folder)
    answers = {}
    for name, (message, make) in CASES.items():
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(make())
        answers[path] = message, run(memtrace, path)
    for path, message in special_files(folder):
        answers[path] = message, run(memtrace, path)
    problems = {path: complaint(result, path, message)
                for path, (message, result) in answers.items()}
    problems["unreadable"] = check_unreadable(memtrace, folder)
    for path, problem in problems.items():
        if problem:
            print(f"{path}: {problem}")
            if path in answers:
                print(answers[path][1].stdout + answers[path][1].stderr)
    wrong = sum(map(bool, problems.values()))
    print(f"{wrong} of {len(problems)} files were answered wrongly")
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
