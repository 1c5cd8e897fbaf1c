# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# functions.py: which function holds a line, by the debug information of the
# program: an address that the line tables give for the line is looked up with
# llvm-symbolizer. Some lines have no address of their own, when all they do
# was inlined; they are among the frames of other addresses. MemTrace has no
# part in it.
import collections
import json
import os
import re
import subprocess

FILE_NAME = re.compile(r'^ +name: "(.*)"$')
FILE_INDEX = re.compile(r"^file_names\[ *(\d+)\]:$")
ROW = re.compile(r"^0x([0-9a-f]+) +(\d+) +\d+ +(\d+) ")
LAST_WORD = re.compile(r"(\S*\boperator\b.*?|\S+?)(\[abi:\w+\])?( const)?$")


def run(tools, tool, *arguments, **kinds):
    return subprocess.run([os.path.join(tools, tool), *map(str, arguments)],
                          text=True, check=True, stdout=subprocess.PIPE,
                          **kinds).stdout


def line_table(tools, product):
    """(name of file without folders, line) -> addresses."""
    rows, files, index = collections.defaultdict(set), {}, None
    for text in run(tools, "llvm-dwarfdump", "--debug-line",
                    product).splitlines():
        row = ROW.match(text)
        if row:
            rows[files[row[3]], int(row[2])].add(row[1])
        elif FILE_INDEX.match(text):
            index = FILE_INDEX.match(text)[1]
        elif index is not None and FILE_NAME.match(text):
            files[index] = os.path.basename(FILE_NAME.match(text)[1])
            index = None
        elif text.startswith("Line table prologue"):
            files = {}
    return rows


def bare(name):
    """Without result, parameters, template arguments and namespaces that
    have no name: as it is written in the sources."""
    name = name.replace("(anonymous namespace)::", "")
    kept, depth = [], 0
    for part in re.split(r"(operator ?(?:\(\)|[<>=!\[\]+*/%&|^~-]+)|[<>(])",
                         name):
        if part == "<":
            depth += 1
        elif part == ">":
            depth -= 1
        elif part == "(" and depth == 0:
            break
        elif depth == 0:
            kept.append(part)
    return LAST_WORD.search("".join(kept).rstrip())[1]


class Functions:
    """Of the products of one program."""

    def __init__(self, tools, products):
        self.tools = tools
        self.tables = {product: line_table(tools, product)
                       for product in products}
        if not all(self.tables.values()):
            raise SystemExit(f"no line table in one of {list(products)}")
        self.everywhere = None

    def _frames(self, product, addresses):
        """For each address its frames, innermost first."""
        answers = run(self.tools, "llvm-symbolizer", f"--obj={product}",
                      "--output-style=JSON",
                      input="".join(f"0x{a}\n" for a in sorted(addresses)))
        for answer in answers.splitlines():
            yield [frame for frame in json.loads(answer).get("Symbol", ())
                   if frame["FileName"] and frame["FunctionName"]]

    def _lines(self, frames):
        """(path, line) -> functions."""
        lines = collections.defaultdict(set)
        for frame in frames:
            lines["/" + frame["FileName"], frame["Line"]].add(
                bare(frame["FunctionName"]))
        return lines

    def _with_inlined(self):
        if self.everywhere is None:
            self.everywhere = self._lines(
                frame for product, table in self.tables.items()
                for frames in self._frames(product, set().union(
                    *table.values())) for frame in frames)
        return self.everywhere

    def of(self, rows):
        """(file, line) -> sorted names of the functions that hold it, for
        the rows of a report, where a file is named as the compiler was given
        it."""
        innermost = self._lines(
            frames[0] for product, table in self.tables.items()
            for frames in self._frames(product, set().union(
                *(table.get((os.path.basename(file), line), set())
                  for file, line in rows))) if frames)
        return {row: self._names(innermost, row)
                or self._names(self._with_inlined(), row) for row in rows}

    @staticmethod
    def _names(lines, row):
        file, line = row
        end = "/" + "/".join(part for part in file.split("/")
                             if part not in (".", "..", ""))
        return sorted(set().union(*(
            names for (path, at), names in lines.items()
            if at == line and path.endswith(end))))
