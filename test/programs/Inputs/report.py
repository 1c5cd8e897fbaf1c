# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# report.py: reads a text report of MemTrace. Sizes of rows are kept as the
# text they are printed as, since they are rounded from 10 KiB on; `size_text`
# gives the text for a number of bytes, by CPython's own rule.
import re
import tracemalloc

ROW = re.compile(r"^(?P<file>.+):(?P<line>\d+): size=(?P<size>[^,]+), "
                 r"count=(?P<count>\d+)(, average=(?P<average>.+))?$")
FIELD = re.compile(r"^(?P<name>peak|at exit|allocated|freed|<unknown>) +"
                   r"(?P<bytes>-?\d+) +\S+ \S+ +(?P<blocks>-?\d+)\b")
EXIT = re.compile(r"^process .*exit status (?P<status>\S+)$")


def size_text(bytes):
    return tracemalloc._format_size(bytes, False)


class Report:
    """`fields`: name -> (bytes, blocks); `rows`: (file, line) -> (size text,
    count), in the order of the report."""

    def __init__(self, path):
        self.text = open(path).read()
        self.fields, self.rows, self.exit_status = {}, {}, None
        for text in self.text.splitlines():
            row = ROW.match(text)
            if row:
                key = row["file"], int(row["line"])
                if key in self.rows:
                    raise SystemExit(f"{path}: two rows of {key}")
                self.rows[key] = row["size"], int(row["count"])
                continue
            field = FIELD.match(text)
            if field:
                self.fields[field["name"]] = (int(field["bytes"]),
                                              int(field["blocks"]))
            ended = EXIT.match(text)
            if ended:
                self.exit_status = ended["status"]
        for name in ("peak", "at exit", "allocated", "freed"):
            if name not in self.fields:
                raise SystemExit(f"{path}: no bytes of '{name}':\n"
                                 + self.text)

    def lines_of(self, source):
        """line -> (size text, count) of the rows of one source file, named
        without its folder."""
        return {line: row for (file, line), row in self.rows.items()
                if file.rsplit("/", 1)[-1] == source}
