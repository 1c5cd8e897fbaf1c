# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# model.py: runs model.c, built with MemTrace, for many seeds, and compares
# the rows of the report at the peak and at exit with the model's.
#
#   model.py PROGRAM WORK-FOLDER SEEDS OPERATIONS
import os
import subprocess
import sys

from report import Report, size_text

SOURCE = "model.c"


def read_tables(text):
    """[(rows, sum)]: what the program wrote; rows: line -> (bytes, blocks)."""
    tables, rows = [], {}
    for line, bytes, blocks in (map(int, t.split()) for t in text.split("\n")
                                if t):
        if line:
            rows[line] = bytes, blocks
        else:
            tables.append((rows, (bytes, blocks)))
            rows = {}
    return tables


def differences(report, field, table):
    rows, total = table
    if report.fields[field] != total:
        yield f"{field}: {report.fields[field]}, the model has {total}"
    want = {line: (size_text(bytes), blocks)
            for line, (bytes, blocks) in rows.items()}
    got = report.lines_of(SOURCE)
    for line in sorted(want.keys() | got.keys()):
        if want.get(line) != got.get(line):
            yield (f"{field}, line {line}: {got.get(line)}, the model has "
                   f"{want.get(line)}")
    if len(report.rows) != len(got):
        yield f"rows of other files: {report.rows.keys()}"


def main():
    program, work, seeds, operations = sys.argv[1:]
    out = os.path.join(work, "report.txt")
    lines = set()
    for seed in range(int(seeds)):
        for sort, field in (("peak", "peak"), ("current", "at exit")):
            run = subprocess.run(
                [program, str(seed), operations], check=True, text=True,
                stdout=subprocess.PIPE, cwd=work, env={
                    **os.environ, "MEMTRACE_OUT": out, "MEMTRACE_SORT": sort,
                    "MEMTRACE_TOP": "1000"})
            tables = dict(zip(("peak", "at exit"), read_tables(run.stdout)))
            report = Report(out)
            lines |= tables[field][0].keys()
            wrong = list(differences(report, field, tables[field]))
            if wrong:
                sys.exit(f"seed {seed}:\n" + "\n".join(wrong) + "\n"
                         + report.text)
            os.remove(out)
    if len(lines) < 8:
        sys.exit(f"the model has too few lines: {lines}")


if __name__ == "__main__":
    main()
