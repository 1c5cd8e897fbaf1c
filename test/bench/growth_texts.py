# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# growth_texts.py: a paragraph on each curve: why it has its shape. The words
# are written by hand, the figures are those that were measured.


class Points:
    def __init__(self, points):
        self.points = points
        self.least = min(point["x"] for point in points)
        self.most = max(point["x"] for point in points)

    def find(self, way, x=None, **more):
        """The one at x; without it, at the most that was measured this way."""
        found = [point for point in self.points if point["way"] == way
                 and all(point[key] == value for key, value in more.items())
                 and (x is None or point["x"] == x)]
        return max(found, key=lambda point: point["x"])

    def from_to(self, way, part="cpu", **more):
        """Ratios at both ends of the curve."""
        ends = (self.find(way, x, **more) for x in (self.least, None))
        return " to ".join(number(point[part]["ratio"]) for point in ends)

    def counted(self, way):
        """Those of which the instructions were counted."""
        return [point for point in self.points
                if point["way"] == way and "instructions" in point]


def number(value):
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def kib(value):
    return f"{value / 1024:,.0f} KiB"


def count(value):
    return f"{value:,}"


def threads(found):
    points = Points(found)
    most = points.most

    def added(kind, x):
        return f"{points.find('lines', x, kind=kind)['instructions']:.0f}"

    def output(x):
        return points.find("lines", x, kind="pairs")["output"]
    a_thread = (output(most) - output(points.least)) / (most - points.least)
    return (
        f"The same work, shared out among 1 to {most} threads on two "
        "processors; one is a program without threads. *Pairs*: each thread "
        "replaces its own blocks. No line of memory is written by two "
        "threads: each has its own counters, and nobody counts what is live "
        "in all: each thread has a credit, which it takes from and which what "
        "it frees is added to, and as long as that lasts there is no new "
        f"peak. So a pair takes {added('pairs', 1)} instructions more with "
        f"one thread and {added('pairs', most)} with {most}; the ratio goes "
        f"from {points.from_to('lines', kind='pairs')} with lines and "
        f"{points.from_to('stacks 8', kind='pairs')} with stacks. *Growing*: "
        "all threads allocate and none frees, so that every block is part of "
        "a new peak. A thread that is alone knows that by itself: "
        f"{added('grow', 1)} instructions more a block. Of several, who has "
        "no credit left asks all others, under a lock, what they have live, "
        "and gets as new credit a share of the peak by the number of "
        "threads, 4 KiB at least. How often that happens and how long it "
        "takes both grow with the number of threads, and shrink as the peak "
        f"rises: {added('grow', 2)} instructions more a block with two, "
        f"{added('grow', most)} with {most}, as counted over a short run. In "
        "CPU time the ratio goes from "
        f"{points.from_to('lines', kind='grow')} with lines. This is over "
        "once the program has reached its peak. The ledger has "
        f"{kib(a_thread)} more for each thread, for its counters.")


def sites(found):
    points = Points(found)
    lines, stacks = points.find("lines"), points.find("stacks 8")
    most, ten = lines["x"], points.find("lines", points.least)

    def first(point):
        return f"{point['each']['more'] / point['x'] * 1e6:.2f} µs"
    return (
        f"Pairs at lines that are chosen at random among 10 to {count(most)}, "
        "which is the worst there is for caches: real programs have few lines "
        "that are hot. An event finds its counter without a search, by an "
        "offset in the line's own record, so the number of instructions is "
        "the same for any number of lines. What grows are the misses: each "
        "line has a counter of 64 bytes, a cache line, and a record in the "
        "program's data, and with thousands of lines these compete with what "
        "the program itself needs (its code, here, misses as well). A stack's "
        "counter is found through a hash table, which is kept at least seven "
        "eighths empty up to 131,072 slots and half empty beyond, unless it "
        "is among the 256 contexts that the thread remembers; so there are "
        "three lines of cache more to miss: slot, context and the callers "
        "in it. The "
        f"ratio goes from {points.from_to('lines', 'random')} with lines and "
        f"{points.from_to('stacks 8', 'random')} with stacks. "
        "A line that allocates for the first time is entered in the ledger: "
        f"{first(lines)} each ({first(stacks)} with its stack), once, so all "
        f"{count(most)} take {lines['each']['more'] * 1e3:.0f} ms and "
        f"{stacks['each']['more'] * 1e3:.0f} ms. Lines that are never reached "
        "cost nothing there: a program with as many of them that makes one "
        f"pair takes {lines['start'] * 1e3:.1f} ms more than its plain build "
        f"(with 10 lines {ten['start'] * 1e3:.1f} ms); their records are "
        "data that the loader relocates. The ledger has "
        f"{lines['output'] / most:.0f} bytes a line that was reached, and "
        f"{stacks['output'] / most:.0f} with stacks; a small program's ledger "
        f"is {kib(ten['output'])}.")


def live(found):
    points = Points(found)
    large = points.find("lines")
    most = large["x"]
    more = large["more_rss"] - points.find("lines", points.least)["more_rss"]
    told = ("" if most >= 10 ** 8 else
            f" (More than {count(most)} did not fit into this run or this "
            "machine's memory.)")
    return (
        f"Blocks of 9 to 40 bytes, {count(points.least)} to {count(most)} of "
        "them live, of which random ones are replaced. Nothing is kept for a "
        "live block but four bytes in the block itself, beside what the "
        "program wrote there: there is no table of blocks that would have to "
        "be searched, grown or kept in the caches, and an event takes the "
        "same instructions however many blocks are live. What there may be "
        "more of are misses: the tag is at the block's end, and where that is "
        "in another cache line than its beginning, which free() reads in any "
        "case, freeing a block that has left the caches waits for both. The "
        "ratio of replacing blocks goes from "
        f"{points.from_to('lines', 'replace')} in lines mode. Filling is an "
        "allocation of a new peak each time; it takes "
        f"{number(large['fill']['ratio'])} times as long for "
        f"{count(most)} blocks, the pages that the system has to give "
        "included. What a block takes more is "
        f"{more / most:.1f} bytes on average with these sizes; "
        "it is nothing or a step of glibc's sizes, 16 bytes, for a single "
        "one." + told)


def depth(found):
    points = Points(found)
    most = points.most

    def added(way):
        counts = [point["instructions"] for point in points.counted(way)]
        low, high = round(min(counts)), round(max(counts))
        return f"{low}" if low == high else f"{low} to {high}"

    def a_call(way):
        return f"{points.find(way, most)['call']:.0f}"
    return (
        f"Eight pairs below 1 to {most} calls, by one of 64 ways down. A "
        "function that makes calls which may lead to an allocation enters its "
        "own caller in an array of its thread, and says before each call what "
        f"line that is on: {a_call('stacks 8')} instructions a level more "
        f"than the plain build. (In lines mode it is {a_call('lines')}, for a "
        "register more that these functions save.) "
        "Nothing is unwound: "
        "an allocation finds its stack as the end of that array, and compares "
        "the last callers with those of a context that its thread remembers; "
        "if they differ, it takes a hash of them and searches the table of "
        "all contexts. So what a pair takes depends on how many "
        "frames are asked for, and not on how deep the stack is: "
        f"{added('lines')} instructions more in lines mode, "
        f"{added('stacks 1')} with one frame, {added('stacks 8')} with 8 (the "
        "default, whose loop is unrolled), "
        f"{added('stacks 32')} with 32 and {added('stacks 128')} with 128, "
        "whether there are as many callers or not; it varies a little where "
        "contexts take each other's place among those remembered. In CPU time "
        f"that is {points.from_to('stacks 8')} with 8 frames and "
        f"{points.from_to('stacks 128')} with 128 from the shallowest to the "
        "deepest: below many calls the pairs are a smaller part of the work, "
        "and the calls' own cost shows.")


TEXTS = {"threads": threads, "sites": sites, "live": live, "depth": depth}
