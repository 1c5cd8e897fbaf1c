# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the ledgers of modules.c say of modules and of what was inherited.

usage: modules.py MEMTRACE LEDGER PROGRAM [LINKED LOADED]
"""
import glob
import json
import os
import subprocess
import sys


def read(memtrace, path):
    return json.loads(subprocess.run([memtrace, "export", "--to=json", path],
                                     check=True, stdout=subprocess.PIPE).stdout)


def live_by_module(ledger):
    """Bytes of the line of modules.c."""
    sites = {site["id"]: site for site in ledger["sites"]}
    found = {}
    for context in ledger["contexts"]:
        site = sites[context["site"]]
        if site["function"] == "take":
            module = os.path.realpath(site["module"])
            found[module] = found.get(module, 0) + context["current"]["bytes"]
    return found


def main():
    memtrace, path, *modules = sys.argv[1:]
    modules = [os.path.realpath(module) for module in modules]
    sizes = [100, 20, 3] if len(modules) == 3 else [300]
    parent = read(memtrace, path)
    assert live_by_module(parent) == dict(zip(modules, sizes)), parent
    assert parent["inherited_live"] == [] and parent["samples"] == []
    (childs,) = glob.glob(path + ".*")
    child = read(memtrace, childs)
    sizes[0] += 100
    assert live_by_module(child) == dict(zip(modules, sizes)), child
    at_fork = [[context["id"], *context["current"].values()]
               for context in parent["contexts"] if any(
                   context["current"].values())]
    assert child["inherited_live"] == at_fork, (child["inherited_live"], at_fork)
    assert sum(bytes for _, bytes, _ in at_fork) == child["inherited"]["bytes"]


if __name__ == "__main__":
    main()
