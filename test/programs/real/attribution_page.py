#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# attribution_page.py: makes docs/attribution.md of what attribution.py and
# instructions.py saved, and of the verdicts on rows in verdicts/NAME.txt,
# which are kept by hand. Says which of the rows shown have none.
#
#   attribution_page.py NOW.json [--before BEFORE.json] > docs/attribution.md
import argparse
import json
import sys

import program
from attribution import ORDERS, share

HERE = program.HERE
TOP = 10
CHARGED = ["unknown", "header", "wrapper"]


def verdicts(name):
    """(file, function) or (file, function@line) -> (word, remark)."""
    path = HERE / "verdicts" / f"{name}.txt"
    found = {}
    for text in path.read_text().splitlines() if path.exists() else ():
        if text and not text.startswith("#"):
            place, remark = text.split(": ", 1)
            word, file, function = place.split(" ", 2)
            found[file, function] = word, remark.strip()
    return found


def shown_rows(found):
    """The first rows of each order: (file, line) -> (functions, kind,
    {order: share})."""
    rows = {}
    for order, part in found["order"].items():
        for row in part["rows"][:TOP]:
            rows[row["file"], row["line"]] = row["functions"], row["kind"], {}
    for order, part in found["order"].items():
        for row in part["rows"]:
            if (row["file"], row["line"]) in rows:
                rows[row["file"], row["line"]][2][order] = (
                    100 * row["bytes"] / part["bytes"])
    return sorted(rows.items(), key=lambda row: -max(row[1][2].values()))


def verdict_of(known, row, functions):
    file, line = row
    for function in functions or [""]:
        for key in (f"{function}@{line}", function):
            if (file.rsplit("/", 1)[-1], key) in known:
                return known[file.rsplit("/", 1)[-1], key]
    return None


def judged(name, found, order, word):
    """Percentage of the bytes on rows that are shown and called this."""
    known = verdicts(name)
    return sum(shares.get(order, 0)
               for row, (functions, _, shares) in shown_rows(found)
               if (verdict_of(known, row, functions) or " ")[0] == word)


def percent(number):
    return f"{number:.1f}" if number else "0"


def summary(now, before):
    print("| program | version | order | bytes | `<unknown>` | system headers "
          "| wrappers | together | together before | can be argued "
          "| rows judged no |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name in filter(now.get, program.NAMES):
        for order in ORDERS:
            part = now[name]["order"][order]
            old = before.get(name, {}).get("order", {}).get(order)
            cells = [name, now[name]["version"], order, f"{part['bytes']:,}",
                     *(percent(share(part, kind)) for kind in CHARGED),
                     f"**{percent(share(part, *CHARGED))}**",
                     percent(share(old, *CHARGED)) if old else "",
                     percent(share(part, "debatable")),
                     percent(judged(name, now[name], order, "no"))]
            print("| " + " | ".join(cells) + " |")
    print()


def instruction_table(now, before):
    measured = [name for name in program.NAMES
                if "instructions" in now.get(name, {})]
    if not measured:
        return
    print("| program | plain | blocks | off | off before | on | on before |")
    print("|---|---|---|---|---|---|---|")
    for name in measured:
        new = now[name]["instructions"]
        old = before.get(name, {}).get("instructions")
        cells = [name, f"{new['plain']:,}", f"{new['blocks']:,}"]
        for mode in ("off", "on"):
            for one in (new, old):
                cells.append(f"{100 * (one[mode] / one['plain'] - 1):+.1f} %"
                             if one else "")
        print("| " + " | ".join(cells) + " |")
    print()


def program_section(name, found):
    known, without = verdicts(name), []
    print(f"### {name} {found['version']}\n")
    print("| total | peak | line | function | the answer? |")
    print("|---|---|---|---|---|")
    for row, (functions, kind, shares) in shown_rows(found):
        verdict = verdict_of(known, row, functions)
        place = f"{row[0]}:{row[1]}"
        if not verdict:
            without.append(place)
            verdict = "not judged", ""
        word, remark = verdict
        print("| " + " | ".join([
            *(f"{shares[order]:.1f} %" if order in shares else ""
              for order in ORDERS), f"`{place}`",
            ", ".join(f"`{function}`" for function in functions),
            f"{word}: {remark}" if remark else word]) + " |")
    print()
    return without


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("now", help="what attribution.py saved")
    parser.add_argument("--before", help="of another state of MemTrace")
    given = parser.parse_args()
    now = json.load(open(given.now))
    before = json.load(open(given.before)) if given.before else {}
    text = (HERE / "attribution.md.in").read_text()
    without = []
    for part in text.splitlines():
        if part == "@SUMMARY@":
            summary(now, before)
        elif part == "@INSTRUCTIONS@":
            instruction_table(now, before)
        elif part == "@PROGRAMS@":
            for name in filter(now.get, program.NAMES):
                without += [f"{name}: no verdict on {place}" for place in
                            program_section(name, now[name])]
        else:
            print(part)
    if without:
        sys.exit("\n".join(without))


if __name__ == "__main__":
    main()
