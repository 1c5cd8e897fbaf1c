# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Sources with what their lines hold, against the sites of the full dump.

usage: annotated.py MEMTRACE LEDGER FILE
"""
import json
import subprocess
import sys
from collections import defaultdict


def output(*command):
    return subprocess.run(command, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def lines_of(dump, file, at, inclusive):
    """The amounts by line, added up from the contexts."""
    sites = {site["id"]: site for site in dump["sites"]}
    result = defaultdict(lambda: [0, 0])
    for context in dump["contexts"]:
        site = sites[context["site"]]
        # The user's frame and those that it is inlined in.
        charged = next((i for i, frame in enumerate(site["frames"])
                        if frame["file"] == site["file"]
                        and frame["line"] == site["line"]), 0)
        frames = site["frames"][charged:]
        for caller in context["callers"]:
            if "site" in caller:
                frames = frames + sites[caller["site"]]["frames"]
        if not inclusive:
            frames = frames[:1]
        amount = context["allocated" if at == "total" else at]
        for line in {frame["line"] for frame in frames
                     if frame["file"] == file}:
            result[line][0] += amount["bytes"]
            result[line][1] += amount["blocks"]
    return {line: tuple(amount) for line, amount in result.items()
            if any(amount)}


def main():
    memtrace, ledger, file = sys.argv[1:]
    dump = json.loads(output(memtrace, "export", "--to=json", ledger))
    with open(file) as source:
        text = [line.rstrip("\n") for line in source]
    compared = 0
    for at in ("peak", "current", "total"):
        for inclusive in (False, True):
            found = json.loads(output(
                memtrace, "annotate", ledger, file, f"--at={at}",
                "--format=json", *(["--inclusive"] if inclusive else [])))
            lines = {line["line"]: (line["bytes"], line["blocks"])
                     for line in found["lines"]}
            wanted = lines_of(dump, found["file"], at, inclusive)
            if lines != wanted:
                sys.exit(f"{at}, inclusive={inclusive}:\n{lines}\n{wanted}")
            for line in found["lines"]:
                if line["source"] != text[line["line"] - 1]:
                    sys.exit(f"another source: {line}")
            compared += len(lines)
    print(f"{compared} lines agree")


if __name__ == "__main__":
    main()
