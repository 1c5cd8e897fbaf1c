# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What `memtrace merge` writes of random ledgers, compared with sums over what
`memtrace export --to=json` says of each.

usage: combined.py MEMTRACE FOLDER FIRST_SEED COUNT
"""
import collections
import json
import os
import random
import subprocess
import sys

from random_ledger import random_layout, random_ledger

VALUES = [(key, unit) for key in ("allocated", "freed", "current", "peak")
          for unit in ("bytes", "blocks")]
SUMS = ("bad_tags", "unregistered_sites", "callerless_blocks",
        "shared_slab_threads", "pauses")


def dump(memtrace, path):
    run = subprocess.run([memtrace, "export", "--to=json", path], check=True,
                         stdout=subprocess.PIPE)
    return json.loads(run.stdout)


def signed(value):
    return (value + 2**63) % 2**64 - 2**63


def names_of_sites(dumped):
    """What a site says of itself, by its id."""
    counts = {"id", "damaged_blocks", *(key for key, _ in VALUES)}
    names = {site["id"]: json.dumps({key: value for key, value in site.items()
                                     if key not in counts}, sort_keys=True)
             for site in dumped["sites"]}
    names[1] = "unknown"
    return names


def by_stack(dumped):
    """Pairs of what a context is and that context."""
    names = names_of_sites(dumped)
    for context in dumped["contexts"]:
        callers = tuple(names[caller["site"]] if "site" in caller else "gap"
                        for caller in context["callers"])
        yield (names[context["site"]], callers), context


def without_inherited(context, inherited):
    """What a process did itself."""
    for unit, value in zip(("bytes", "blocks"), inherited):
        current = context["current"][unit]
        if current > 0:
            current = max(signed(current - value), 0)
        allocated = context["allocated"][unit]
        context["current"][unit] = current
        context["freed"][unit] = signed(allocated - current)


def add_up(dumps):
    sums = collections.defaultdict(collections.Counter)
    for dumped in dumps:
        inherited = {live[0]: live[1:]
                     for live in dumped["inherited_live"] or []}
        for stack, context in by_stack(dumped):
            if context["id"] in inherited:
                without_inherited(context, inherited[context["id"]])
            for key, unit in VALUES:
                sums[stack][key, unit] += context[key][unit]
            sums[stack]["damaged"] += context["damaged_blocks"]
    return {stack: {key: signed(value) for key, value in values.items()
                    if signed(value) != 0}
            for stack, values in sums.items() if any(
                signed(value) for value in values.values())}


def relabelled(dumped):
    """With ids that count from the first on."""
    sites = {site["id"]: i for i, site in enumerate(dumped["sites"])}
    contexts = {context["id"]: i
                for i, context in enumerate(dumped["contexts"])}
    for site in dumped["sites"]:
        site["id"] = sites[site["id"]]
    for context in dumped["contexts"]:
        context["id"] = contexts[context["id"]]
        context["site"] = sites[context["site"]]
        for caller in context["callers"]:
            if "site" in caller:
                caller["site"] = sites[caller["site"]]
    lives = [sample["live"] for sample in dumped["samples"] or []]
    for live in [*lives, dumped["inherited_live"]]:
        for entry in live or []:
            entry[0] = contexts.get(entry[0])
    return dumped


def check_copy(memtrace, path):
    """A single ledger stays what it is."""
    copy = path + ".copy"
    subprocess.run([memtrace, "merge", path, "-o", copy], check=True)
    before, after = (relabelled(dump(memtrace, p)) for p in (path, copy))
    for key in before:
        if before[key] != after[key]:
            yield f"{key} of a copy is {after[key]}, not {before[key]}"


def check_merged(memtrace, paths, output):
    subprocess.run([memtrace, "merge", *paths, "-o", output], check=True)
    merged = dump(memtrace, output)
    dumps = [dump(memtrace, path) for path in paths]
    for key in ("bytes", "upper_bound"):
        expected = sum(dumped["peak"][key] for dumped in dumps)
        if merged["peak"][key] != expected:
            yield f"peak {key}: {merged['peak'][key]}, not {expected}"
    for key in SUMS:
        expected = sum(dumped[key] for dumped in dumps)
        if merged[key] != expected:
            yield f"{key}: {merged[key]}, not {expected}"
    count = sum(dumped["merged"] or 1 for dumped in dumps)
    if merged["merged"] != count:
        yield f"{merged['merged']} instead of {count} ledgers"
    ours, expected = add_up([merged]), add_up(dumps)
    for stack in ours.keys() | expected.keys():
        if ours.get(stack) != expected.get(stack):
            yield f"{stack}: {ours.get(stack)}, not {expected.get(stack)}"


def main():
    memtrace, folder, first, count = sys.argv[1:]
    for seed in range(int(first), int(first) + int(count)):
        rng = random.Random(seed)
        paths = []
        for pid in range(1, rng.randrange(3, 6)):
            ledger = random_ledger(rng)
            ledger.header.update(pid=pid, boot_id=b"boot %d" % pid)
            paths.append(os.path.join(folder, str(pid)))
            ledger.write(paths[-1], random_layout(rng, ledger))
        wrong = [*check_copy(memtrace, paths[0]),
                 *check_merged(memtrace, paths, os.path.join(folder, "all"))]
        if wrong:
            print(f"seed {seed}, {folder}:", *wrong[:10], sep="\n")
            return 1
    print(f"{count} sets of ledgers are merged as they have to be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
