# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares folded stacks and CSV with the ledger.

usage: check_text_formats.py MEMTRACE LEDGER...
"""
import csv
import io
import subprocess
import sys

import stacks


def export(memtrace, ledger, *options):
    # Names of ledgers may be in any encoding; exports are in UTF-8.
    return subprocess.run([memtrace, "export", ledger, *options], check=True,
                          stdout=subprocess.PIPE).stdout.decode()


def check_folded(memtrace, ledger, contexts):
    for moment in stacks.MOMENTS:
        for by in ["line", "function"]:
            for i, sort in enumerate(["size", "count"]):
                sums = stacks.by_stack(
                    contexts, moment,
                    lambda f: stacks.label(f, by).replace(";", ":"))
                expected = {";".join(reversed(stack)): sum[i]
                            for stack, sum in sums.items() if sum[i] > 0}
                ours = {}
                for line in export(memtrace, ledger, "--to=folded",
                                   f"--at={moment}", f"--by={by}",
                                   f"--sort={sort}").splitlines():
                    stack, _, value = line.rpartition(" ")
                    assert stack not in ours, f"twice: {stack}"
                    ours[stack] = int(value)
                if expected or ours:
                    stacks.require_same(f"{ledger}: {moment} by {by}, {sort}",
                                        ours, expected)


def check_csv(memtrace, ledger, contexts):
    text = export(memtrace, ledger, "--to=csv")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert len(rows) == len(contexts), (len(rows), len(contexts))
    for row, context in zip(rows, contexts):
        site = context.site
        frame = context.stack[0]
        is_known = frame.function != "<unknown>" or frame.file
        expected = {"file": frame.file, "line": str(site["line"]),
                    "function": frame.function if is_known else "",
                    "type": stacks.plain(site["type"]),
                    "site": str(site["id"]),
                    "domain": str(site["domain"])}
        for moment, name in stacks.MOMENTS.items():
            for i, unit in enumerate(["bytes", "blocks"]):
                expected[f"{name}_{unit}"] = str(context.amounts[moment][i])
        stacks.require_same(f"{ledger}: row {row}",
                            {key: row[key] for key in expected}, expected)
        if len(context.stack) == 1:
            assert row["callers"] == "", row


def main():
    memtrace, *ledgers = sys.argv[1:]
    for ledger in ledgers:
        contexts = stacks.contexts(memtrace, ledger)
        check_folded(memtrace, ledger, contexts)
        check_csv(memtrace, ledger, contexts)
        print(f"{ledger}: {len(contexts)} contexts")


if __name__ == "__main__":
    main()
