# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What other viewers have to show of a ledger, from the JSON that memtrace
itself makes of it and from nothing else."""
import collections
import json
import subprocess

# A frame, or a mark: then `file` is empty and `line` 0.
Frame = collections.namedtuple("Frame", "function file line")

MOMENTS = {"peak": "peak", "current": "current", "total": "allocated"}


def text(args):
    return subprocess.run(args, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def demangled(name):
    if not name.startswith("_Z"):
        return name
    return text(["c++filt", "--no-verbose", name]).rstrip("\n")


def plain(text):
    """As it stands on one line."""
    return "".join({"\n": "\\n", "\t": "\\t"}.get(c) or
                   (f"\\x{ord(c):02x}" if ord(c) < 32 or ord(c) == 127 else c)
                   for c in text or "")


def frame_of(entry):
    if entry["function"] is None and entry["file"] is None:
        return Frame("<unknown>", "", 0)
    return Frame(plain(entry["function"]), plain(entry["file"]),
                 entry["line"] if entry["file"] else 0)


def frames_of(site):
    """From the one that is charged on."""
    keys = ["file", "line", "column", "function", "linkage_name"]
    for i, frame in enumerate(site["frames"]):
        if all(frame[key] == site[key] for key in keys):
            return [frame_of(frame) for frame in site["frames"][i:]]
    return [Frame("<unknown>", "", 0)]


def stack_of(context, sites, kept, frames_of=frames_of):
    """Innermost first."""
    site = sites[context["site"]]
    result = frames_of(site)
    for caller in context["callers"]:
        if "missing" in caller:
            site = None
            result.append(Frame("[callers are missing]", "", 0))
            continue
        site = sites[caller["site"]]
        if "through" in caller:
            name = demangled(caller["through"])
            result.append(Frame(f"[through {name}]", "", 0))
        result += frames_of(site)
    is_full = kept > 1 and 0 < len(context["callers"]) >= kept - 1
    begins = (site is not None and site["frames"]
              and site["frames"][-1]["linkage_name"] == "main")
    if is_full and not begins:
        result.append(Frame("[more callers]", "", 0))
    return result


class Context:
    def __init__(self, context, sites, kept):
        self.site = sites[context["site"]]
        self.stack = stack_of(context, sites, kept)
        # Of each call only what nothing is inlined around.
        self.calls = stack_of(context, sites, kept,
                              lambda site: frames_of(site)[-1:])
        self.amounts = {moment: (context[key]["bytes"], context[key]["blocks"])
                        for moment, key in MOMENTS.items()}


def contexts(memtrace, ledger, *filters):
    dump = json.loads(text([memtrace, "export", "--to=json", ledger,
                            *filters]))
    sites = {site["id"]: site for site in dump["sites"]}
    return [Context(context, sites, dump["frames_kept"])
            for context in dump["contexts"]]


def added(pairs):
    """{key: [bytes, blocks]}, without what comes to nothing."""
    result = collections.defaultdict(lambda: [0, 0])
    for key, amount in pairs:
        for i in range(2):
            result[key][i] += amount[i]
    return {key: tuple(sum) for key, sum in result.items() if any(sum)}


def by_stack(contexts, moment, key=lambda frame: frame,
             stack=lambda context: context.stack):
    return added((tuple(map(key, stack(c))), c.amounts[moment])
                 for c in contexts)


def own(contexts, moment, key):
    return added((key(c.stack[0]), c.amounts[moment]) for c in contexts)


def inclusive(contexts, moment, key):
    """Recursion counts once."""
    return added((k, c.amounts[moment])
                 for c in contexts for k in set(map(key, c.stack)))


def whole(contexts, moment):
    return tuple(sum(column) for column in
                 zip((0, 0), *(c.amounts[moment] for c in contexts)))


def label(frame, by="line"):
    place = frame.file
    if by == "line" and frame.line:
        place += f":{frame.line}"
    if frame.function and place:
        return f"{frame.function} ({place})"
    return frame.function + place


def differences(ours, expected):
    """Lines that say how two dictionaries differ."""
    result = []
    for key in sorted(set(ours) | set(expected), key=str):
        if ours.get(key) != expected.get(key):
            result.append(f"{key}: {ours.get(key)} instead of "
                          f"{expected.get(key)}")
    return result


def require_same(what, ours, expected):
    wrong = differences(ours, expected)
    if wrong:
        raise SystemExit("\n".join([f"{what} differ:", *wrong[:20]]))
