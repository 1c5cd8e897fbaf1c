# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# shrink.py: a smaller program that still reports wrong lines.


def shrink(program, failure_with, text):
    """Drops statements, many at once first, as long as it still fails."""
    keep = [statement.uid for _, statement in program.statements()]
    chunk = max(1, len(keep) // 2)
    while True:
        at, dropped = 0, False
        while at < len(keep):
            rest = keep[:at] + keep[at + chunk:]
            # A program that doesn't build or run is another fault.
            found = failure_with(set(rest))
            if found and ("expected" in found) == ("expected" in text):
                keep, text, dropped = rest, found, True
            else:
                at += chunk
        if chunk == 1 and not dropped:
            return set(keep), text
        chunk = max(1, chunk // 2)
