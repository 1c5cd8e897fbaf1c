"""Usage: understand.py WRAPPER COMMAND_LINES

Asks the wrapper to explain each command line and compares its understanding
with the line that follows."""
import shlex
import subprocess
import sys


def understanding(wrapper, line):
    explained = subprocess.run(
        [wrapper, "--memtrace-explain", "--profile-memory"] + shlex.split(line),
        capture_output=True, text=True, check=True).stdout
    fields = dict(row.split(": ", 1) for row in explained.splitlines()
                  if ": " in row and not row.startswith(" "))
    words = [fields["work"].split(" (")[0]]
    if "product" in fields:
        words.append(fields["product"].split(" (")[0])
    return " ".join(words)


def main():
    wrapper, path = sys.argv[1:]
    wrong = asked = 0
    line = ""
    for row in open(path):
        row = row.rstrip("\n")
        if row.startswith("#"):
            continue
        if not row.startswith("=> "):
            line = row
            continue
        asked += 1
        found = understanding(wrapper, line)
        if found != row[3:]:
            wrong += 1
            print(f"{line}\n  expected: {row[3:]}\n  found:    {found}")
    print(f"{asked} command lines, {wrong} misunderstood")
    sys.exit(1 if wrong or not asked else 0)


main()
