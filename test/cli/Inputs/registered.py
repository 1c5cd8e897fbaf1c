# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Fails unless each site that a ledger has is in what `memtrace inspect` found.

Usage: registered.py INSPECTED.json LEDGER.json
"""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as stream:
    inspected = json.load(stream)
with open(sys.argv[2], encoding="utf-8") as stream:
    ledger = json.load(stream)


def key(site):
    return (site["file"], site["line"] or 0, site["column"] or 0,
            site["function"], site["linkage_name"], site["type"],
            site["callee"], site["system"])


known = {key(site) for file in inspected["files"]
         for site in file["sites"]}
ran = [key(site) for site in ledger["sites"] if site["module"]]
for site in ran:
    assert site in known, (site, sorted(known, key=str))
print(len(ran), "sites of the run are in the list")
