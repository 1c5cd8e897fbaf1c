"""Whether a folder of the command includes only those before it."""
import pathlib
import re
import sys

# Folders on one line don't know of each other.
ORDER = """
.
model
reader writer elf
views
checks hints
formats
live run help
verbs
main
"""
LEVELS = {name: level for level, line in enumerate(ORDER.split("\n"))
          for name in line.split()}

root = pathlib.Path(sys.argv[1])
wrong = []
for path in sorted(root.rglob("*.cpp")) + sorted(root.rglob("*.h")):
    own = str(path.parent.relative_to(root))
    if path.name == "main.cpp":
        own = "main"
    for included in re.findall(r'#include "([^"]*)"', path.read_text()):
        other = included.rpartition("/")[0] or "."
        if other == own or other not in LEVELS:
            continue  # the runtime's
        if LEVELS[other] >= LEVELS[own]:
            wrong.append(f"{path.relative_to(root)} includes {included}")
known = set(LEVELS) - {".", "main"}
there = {path.name for path in root.iterdir() if path.is_dir()}
wrong += [f"{name} has no place in the order" for name in there - known]
wrong += [f"{name} isn't there" for name in known - there]
sys.exit("\n".join(wrong) or 0)
