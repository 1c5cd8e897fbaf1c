# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# same_counts.py: builds a program twice, runs the plain one under counter.so
# and the traced one under MemTrace, and fails unless both did the same and
# MemTrace's totals equal the counter's to the byte.
# With --functions, for -g0, the rows are functions, and those of a function of
# the source are the sums of its lines.
#
#   same_counts.py --work DIR --plain CC --traced CC [--flags F]... SOURCE
#
# Where the source notes its lines (notes.h), the rows of the report must be
# those lines, with these bytes and blocks, and nothing else: no system
# header, and <unknown> only for what was asked for before main. Where comments
# state bytes and blocks of a line, the rows must have them: EXPECT of the whole
# run, PEAK at the peak, LEFT at exit.
import argparse
import collections
import os
import re
import shlex
import shutil
import subprocess
import sys

from report import Report, size_text

HERE = os.path.dirname(os.path.abspath(__file__))
COUNTER, THREAD_LOCAL = (os.path.join(HERE, name)
                         for name in ("counter.c", "thread_local.c"))


def options(words=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True, help="folder to build in")
    parser.add_argument("--plain", required=True, help="compiler")
    parser.add_argument("--traced", required=True, help="compiler")
    parser.add_argument("--flags", action="append", default=[],
                        help="of both builds, in one string")
    parser.add_argument("--counter-cc", default="cc")
    parser.add_argument("--lto", action="store_true",
                        help="count the traced build with tracing off: link "
                        "time optimisation removes allocations of the plain "
                        "one that are already rewritten in the traced one")
    parser.add_argument("--rows-in-source", action="store_true",
                        help="any lines of the source will do")
    parser.add_argument("--functions", action="store_true",
                        help="the rows are functions, not lines (-g0)")
    parser.add_argument("--args", default="", help="of the program")
    parser.add_argument("source")
    return parser.parse_args(words)


def run(command, **kinds):
    done = subprocess.run(command, capture_output=True, text=True, **kinds)
    return done


def fresh_folder(work):
    """What a run leaves behind must not make the next one differ."""
    folder = os.path.join(work, "run")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def build(compiler, flags, output, *sources):
    command = [*shlex.split(compiler), *flags, *sources, "-o", output]
    done = run(command)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}\n{done.stdout}{done.stderr}")
    return output


def read_counts(path):
    lines = open(path).read().splitlines()
    if len(lines) != 1:
        sys.exit(f"{path}: {len(lines)} processes were counted, not one")
    return {key: int(value)
            for key, value in (word.split("=") for word in lines[0].split())}


def count(work, counter, command):
    """Runs the command under the counter: (outcome, counts, notes). Like
    trace(), it sets four variables: libc copies the environment."""
    out, notes = os.path.join(work, "counts"), os.path.join(work, "notes")
    for path in (out, notes):
        if os.path.exists(path):
            os.remove(path)
    done = run(command, cwd=fresh_folder(work), env={
        **os.environ, "LD_PRELOAD": counter, "COUNTER_OUT": out,
        "NOTES_OUT": notes, "COUNTER_PEAK": "exact"})
    noted = {}
    if os.path.exists(notes):
        for line, bytes, blocks in map(str.split, open(notes)):
            noted[int(line)] = int(bytes), int(blocks)
    return done, read_counts(out), noted


def trace(work, command, sort="total"):
    """Runs the command with MemTrace on: (outcome, report)."""
    out = os.path.join(work, f"report-{sort}.txt")
    if os.path.exists(out):
        os.remove(out)
    done = run(command, cwd=fresh_folder(work), env={
        **os.environ, "MEMTRACE_OUT": out, "MEMTRACE_SORT": sort,
        "MEMTRACE_TOP": "100000", "MEMTRACE_PEAK": "exact"})
    if not os.path.exists(out):
        sys.exit(f"{shlex.join(command)}: no report\n{done.stderr}")
    return done, Report(out)


def outcome_differences(plain, traced):
    for what in ("returncode", "stdout", "stderr"):
        a, b = getattr(plain, what), getattr(traced, what)
        if a != b:
            yield f"{what} differs: plain {a!r}, traced {b!r}"


def total_differences(counts, report):
    for name, counted in (
            ("allocated", (counts["total_bytes"], counts["total_blocks"])),
            ("at exit", (counts["live_bytes"], counts["live_blocks"])),
            ("freed", (counts["total_bytes"] - counts["live_bytes"],
                       counts["freed_blocks"]))):
        if report.fields[name] != counted:
            yield f"{name}: {report.fields[name]}, the counter has {counted}"
    peak = report.fields["peak"][0]
    if peak != counts["peak_bytes"]:
        yield f"peak: {peak} B, the counter has {counts['peak_bytes']} B"


def marked(source, word):
    """line -> (bytes, blocks), where a comment says `WORD bytes blocks`."""
    found = {}
    for line, text in enumerate(open(source), 1):
        mark = re.search(rf"/[/*].*\b{word} (\d+) (\d+)", text)
        if mark:
            found[line] = tuple(map(int, mark.groups()))
    return found


def note_differences(notes, source):
    """Each LINE must have run and asked for something, and for what its
    EXPECT says. So all builds of a source have the same lines."""
    expected = marked(source, "EXPECT")
    for line, text in enumerate(open(source), 1):
        noted = re.match(r"\s+(LINE|KEEP|DROP)\(", text) and line in notes
        if line in expected:
            if notes.get(line) != expected[line]:
                yield (f"{source}:{line}: {notes.get(line)}, expected "
                       f"{expected[line]}: {text}")
        elif noted and not notes[line][1]:
            yield f"{source}:{line}: allocates nothing: {text}"


def mark_differences(source, word, report):
    """Rows of a report must be what the source states for them."""
    rows = report.lines_of(os.path.basename(source))
    for line, (bytes, blocks) in marked(source, word).items():
        want = (size_text(bytes), blocks) if blocks else None
        if rows.get(line) != want:
            yield (f"{source}:{line}: {word} {bytes} {blocks}, the row has "
                   f"{rows.get(line)}")


def line_differences(notes, report, source):
    got = report.lines_of(source)
    want = {line: (size_text(bytes), blocks)
            for line, (bytes, blocks) in notes.items() if blocks}
    for line in sorted(got.keys() | want.keys()):
        if got.get(line) != want.get(line):
            yield (f"{source}:{line}: the row has {got.get(line)}, the "
                   f"counter {want.get(line)}")


def functions_of(source):
    """line -> the function at file scope that it is in."""
    found, name = {}, None
    for line, text in enumerate(open(source), 1):
        begin = re.match(r"\w[\w ]* (\w+)\(.*\{$", text)
        name = begin[1] if begin else name
        found[line] = name
    return found


def function_differences(notes, report, source):
    """Blocks of each function, its lambdas included."""
    file, function_at = os.path.basename(source), functions_of(source)
    got, want = collections.Counter(), collections.Counter()
    for line, (_, blocks) in notes.items():
        want[function_at[line]] += blocks
    for (row, line), (_, blocks) in report.rows.items():
        name = re.fullmatch(r"(.*)\((\w+)\)", row)
        if line or not name or os.path.basename(name[1]) != file:
            continue
        text = run(["c++filt", name[2]]).stdout.strip()
        scope = re.match(r"(?:\(anonymous namespace\)::)?(\w+)", text)
        got[scope[1] if scope else text] += blocks
    if got != +want:
        yield f"{source}: blocks by function: {got}, the counter: {+want}"


def foreign_rows(before_main, report, source):
    for (file, line), row in report.rows.items():
        if file == "<unknown>":
            if row != (size_text(before_main[0]), before_main[1]):
                yield f"<unknown> has {row}, before main were {before_main}"
        elif os.path.basename(re.sub(r"\(\w+\)$", "", file)) != source:
            yield f"not a line of the program: {file}:{line} {row}"


def differences(given):
    """Builds and runs both; what differs, and the report."""
    given.work = os.path.abspath(given.work)
    os.makedirs(given.work, exist_ok=True)
    inside = lambda name: os.path.join(given.work, name)
    flags = [word for group in given.flags for word in shlex.split(group)]
    own = build(given.counter_cc, ["-c", "-fPIC"], inside("thread_local.o"),
                THREAD_LOCAL)
    traced = build(given.traced, flags, inside("traced"), given.source, own)
    counter_flags = ["-O2", "-fPIC", "-shared"]
    if given.lto:
        plain = traced
        counter_flags.append("-DCOUNTER_WITHOUT_TLS")
    else:
        plain = build(given.plain, flags, inside("plain"), given.source, own)
    counter = build(given.counter_cc, counter_flags, inside("counter.so"),
                    COUNTER)

    arguments = shlex.split(given.args)
    plain_run, counts, notes = count(given.work, counter, [plain, *arguments])
    traced_run, report = trace(given.work, [traced, *arguments])
    wrong = [*outcome_differences(plain_run, traced_run),
             *total_differences(counts, report)]
    if counts["total_blocks"] == 0 or counts["foreign_frees"]:
        wrong.append(f"the counter is of no use: {counts}")
    for word, sort in (("EXPECT", "total"), ("PEAK", "peak"),
                       ("LEFT", "current")):
        if marked(given.source, word):
            more = trace(given.work, [traced, *arguments], sort)[1]
            wrong += mark_differences(given.source, word, more)
    if notes:
        wrong += note_differences(notes, given.source)
        source = os.path.basename(given.source)
        wrong += foreign_rows(notes.pop(0), report, source)
        if given.functions:
            wrong += function_differences(notes, report, given.source)
        elif not given.rows_in_source:
            wrong += line_differences(notes, report, source)
    return wrong, report


def main():
    wrong, report = differences(options())
    if wrong:
        sys.exit("\n".join(wrong) + "\n" + report.text)


if __name__ == "__main__":
    main()
