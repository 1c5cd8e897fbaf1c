# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes ledgers of version 7, from the words of memtrace/ledger.h alone: no
code of MemTrace has a part in it, so that its reader has something to be
compared with."""
import os
import struct
from dataclasses import dataclass, field

MAGIC = b"MemTrace"
VERSION = 7
PAGE = 4096
STRINGS, FRAMES, SITES, CALLERS, CONTEXTS, COUNTERS = 1, 2, 3, 4, 5, 6
SAMPLES, LIVE, INHERITED = 7, 8, 9
NOT_IN_FILE = 1
UNKNOWN_SITE = UNKNOWN_CONTEXT = 1
SYSTEM, NO_LINES, STACKS = 1, 2, 4

# name: struct format, in the order of the header.
HEADER = {
    "magic": "8s", "version": "I", "header_bytes": "I", "extent_count": "I",
    "extent_capacity": "I", "string_bytes": "Q", "frame_count": "I",
    "site_count": "I", "caller_count": "I", "context_count": "I",
    "frames_kept": "I", "frames_deep": "I", "slab_count": "I",
    "thread_count": "I", "pid": "I", "parent_pid": "I", "program": "I",
    "command_line": "I",
    "process_start": "Q", "pid_namespace": "Q", "boot_id": "40s",
    "start_time": "Q", "end_time": "Q", "exit_status": "i", "finished": "I",
    "peak_bytes": "Q", "peak_generation": "Q", "committed_bytes": "Q",
    "generation": "Q", "bad_tags": "Q", "untracked_blocks": "Q",
    "untracked_bytes": "Q", "callerless_blocks": "Q",
    "unregistered_sites": "I", "shared_slab_threads": "I",
    "file_incomplete": "I", "inherited": "I",
    "inherited_bytes": "Q", "inherited_blocks": "Q", "own_bytes": "Q",
    "peak_rss": "Q", "snapshot_time": "Q", "largest_peak_bytes": "Q",
    "peak_resets": "I", "pauses": "I", "is_paused": "I", "first_context": "I",
    "sample_count": "I", "live_count": "I", "inherited_count": "I",
    "merged_count": "I", "is_growing": "I", "reserved": "I",
}
HEADER_FORMAT = "=" + "".join(HEADER.values())
HEADER_BYTES = struct.calcsize(HEADER_FORMAT)
EXTENT_FORMAT = "=QQQHHI"
EXTENT = ["offset", "first", "bytes", "section", "flags", "slab"]
EXTENT_BYTES = struct.calcsize(EXTENT_FORMAT)
FRAME_FORMAT = "=IIII"
SITE_FORMAT = "=IHHIIIII4x"
SITE_BYTES = struct.calcsize(SITE_FORMAT)
CALLER_FORMAT = "=IIII"
CONTEXT_FORMAT = "=II"
COUNTER_FORMAT = "=QQQQqqQQ"
SAMPLE_FORMAT = "=QQQQII"
SAMPLE_BYTES = struct.calcsize(SAMPLE_FORMAT)
LIVE_FORMAT = "=I4xqq"
LIVE_BYTES = struct.calcsize(LIVE_FORMAT)
assert (HEADER_BYTES, EXTENT_BYTES) == (328, 32)


def offset_of(name):
    """Of a field of the header."""
    before = list(HEADER)[:list(HEADER).index(name)]
    return struct.calcsize("=" + "".join(HEADER[field] for field in before))


@dataclass
class Frame:
    function: bytes = b""
    file: bytes = b""
    line: int = 0
    column: int = 0


@dataclass
class Site:
    frames: list
    user_frame: int = 0
    type: bytes = b""
    callee: bytes = b""  # of a call
    flags: int = 0
    domain: int = 0
    module: bytes = b""


@dataclass
class Caller:
    site: int = 0  # 0: a gap
    outer: int = 0


@dataclass
class Context:
    site: int
    callers: int = 0


@dataclass
class Counter:
    allocated: tuple = (0, 0)  # bytes, blocks
    freed: tuple = (0, 0)
    saved: tuple = (0, 0)
    generation: int = 0
    damaged: int = 0

    def at_peak(self, peak_generation):
        if self.generation >= peak_generation:
            return self.saved
        return tuple(a - f for a, f in zip(self.allocated, self.freed))

    def pack(self):
        return struct.pack(COUNTER_FORMAT, *self.allocated, *self.freed,
                           *self.saved, self.generation, self.damaged)


@dataclass
class Sample:
    time: int
    current: tuple = (0, 0)  # bytes, blocks
    rss: int = 0
    live: dict = field(default_factory=dict)  # context: (bytes, blocks)


@dataclass
class Extent:
    section: int
    slab: int
    first: int
    content: dict = field(default_factory=dict)  # distance: bytes
    bytes: int = PAGE
    flags: int = 0
    offset: int = 0


def pages(size):
    return (size + PAGE - 1) // PAGE * PAGE


class Ledger:
    def __init__(self, **header):
        self.header = {name: 0 for name in HEADER}
        self.header.update(magic=MAGIC, version=VERSION, boot_id=b"",
                           peak_generation=1, generation=1, slab_count=1,
                           thread_count=1, pid=4242, start_time=10**9,
                           frames_kept=1, frames_deep=1, first_context=1,
                           program=b"/home/me/lines",
                           command_line=b"./lines big.txt",
                           end_time=1213900000, finished=1, exit_status=0)
        self.header.update(header)
        self.sites = {UNKNOWN_SITE: Site([Frame(b"", b"<unknown>")])}
        self.callers = {}  # index: Caller
        self.contexts = {UNKNOWN_CONTEXT: Context(UNKNOWN_SITE)}
        self.counters = {}  # (slab, id of a context): Counter
        self.samples = []  # by time
        self.inherited = {}  # id of a context: (bytes, blocks)

    def add_site(self, file, line, function=b"", flags=0, id=None, **more):
        """A site without callers; gives its context."""
        site = Site([Frame(function, file, line)], flags=flags, **more)
        return self.add_context(self.enter(site), id=id)

    def enter(self, site, id=None):
        id = id or max(self.sites) + 1
        self.sites[id] = site
        return id

    def add_context(self, site, callers=0, id=None):
        id = id or max(self.contexts) + 1
        self.contexts[id] = Context(site, callers)
        return id

    def add_caller(self, site=0, outer=0, index=None):
        index = index or max(self.callers, default=0) + 1
        self.callers[index] = Caller(site, outer)
        return index

    def add_callers(self, sites):
        """The calls that led somewhere, outermost first; gives the last."""
        index = 0
        for site in sites:
            index = self.add_caller(site, index)
        return index

    def count(self, id, allocated=(0, 0), freed=(0, 0), slab=0, **more):
        self.counters[slab, id] = Counter(allocated, freed, **more)

    # What a reader has to find.

    def total(self, id, of):
        sums = [of(counter) for (_, other), counter in self.counters.items()
                if other == id]
        return tuple(sum(column) for column in zip((0, 0), *sums))

    def allocated(self, id):
        return self.total(id, lambda counter: counter.allocated)

    def freed(self, id):
        return self.total(id, lambda counter: counter.freed)

    def came_and_went(self, id):
        """What was freed of all that a context had, also of what it inherited,
        which isn't allocated in the counters."""
        came = self.inherited.get(id, (0, 0))
        freed = self.freed(id)
        return (freed[0] + came[0], freed[1] + came[1])

    def current(self, id):
        allocated, freed = self.allocated(id), self.freed(id)
        return (allocated[0] - freed[0], allocated[1] - freed[1])

    def at_peak(self, id):
        generation = self.header["peak_generation"]
        return self.total(id, lambda counter: counter.at_peak(generation))

    def damaged(self, id):
        return self.total(id, lambda counter: (0, counter.damaged))[1]

    def ids(self):
        """Those that have counters and are not forgotten."""
        return sorted({id for _, id in self.counters
                       if id >= self.header["first_context"]})

    def chain(self, id):
        """The callers of a context, innermost first."""
        index = self.contexts[id].callers
        while index != 0:
            yield self.callers[index]
            index = self.callers[index].outer

    def set_peak(self):
        """Makes the header's peak what the lines add up to."""
        self.header["peak_bytes"] = sum(self.at_peak(id)[0]
                                        for id in self.ids())

    # How it is laid out.

    def extents(self, split=None):
        """The extents, not placed yet. `split` gives, for a section's length
        in bytes, the lengths of its extents."""
        split = split or (lambda length: [length])
        strings = bytearray(b"\0")
        known = {b"": 0}

        def intern(string):
            if string not in known:
                known[string] = len(strings)
                strings.extend(string + b"\0")
            return known[string]

        frames = bytearray()
        site_count = max(self.sites) + 1
        sites = bytearray(SITE_BYTES * site_count)
        for id, site in self.sites.items():
            struct.pack_into(SITE_FORMAT, sites, SITE_BYTES * id,
                             len(frames) // 16, len(site.frames),
                             site.user_frame,
                             intern(site.type), intern(site.callee),
                             site.flags, site.domain, intern(site.module))
            for frame in site.frames:
                frames += struct.pack(FRAME_FORMAT, intern(frame.function),
                                      intern(frame.file), frame.line,
                                      frame.column)
        self.words = {name: intern(self.header[name])
                      for name in ("program", "command_line")}
        callers = self.caller_bytes()
        contexts = self.context_bytes()
        samples, live = self.sample_bytes()
        inherited = self.live_bytes(self.inherited)
        self.counts = {"site_count": site_count,
                       "frame_count": len(frames) // 16,
                       "caller_count": max(1, len(callers) // 16),
                       "context_count": len(contexts) // 8,
                       "sample_count": len(self.samples),
                       "live_count": len(live) // LIVE_BYTES,
                       "inherited_count": len(self.inherited),
                       "string_bytes": len(strings)}
        result = []
        for section, content in [(STRINGS, strings), (FRAMES, frames),
                                 (SITES, sites), (CALLERS, callers),
                                 (CONTEXTS, contexts), (SAMPLES, samples),
                                 (LIVE, live), (INHERITED, inherited)]:
            first = 0
            for length in split(pages(len(content))) if content else []:
                result.append(Extent(section, 0, first,
                                     {0: bytes(content[first:first + length])},
                                     length))
                first += length
        return result + self.counter_extents()

    def caller_bytes(self):
        result = bytearray(16 * (max(self.callers, default=-1) + 1))
        depths = {0: 0}
        for index, caller in sorted(self.callers.items()):
            depths[index] = depths.get(caller.outer, 0) + 1
            struct.pack_into(CALLER_FORMAT, result, 16 * index, caller.site,
                             caller.outer, depths[index], 0)
        return result

    def context_bytes(self):
        result = bytearray(8 * (max([*self.contexts, *self.ids()]) + 1))
        for id, context in self.contexts.items():
            struct.pack_into(CONTEXT_FORMAT, result, 8 * id, context.site,
                             context.callers)
        return result

    def live_bytes(self, live):
        return b"".join(struct.pack(LIVE_FORMAT, id, *amount)
                        for id, amount in sorted(live.items()))

    def sample_bytes(self):
        samples, live = bytearray(), bytearray()
        for s in self.samples:
            samples += struct.pack(SAMPLE_FORMAT, s.time, *s.current, s.rss,
                                   len(live) // LIVE_BYTES if s.live else 0,
                                   len(s.live))
            live += self.live_bytes(s.live)
        return samples, live

    def counter_extents(self):
        """One for each page of a slab that was ever touched."""
        result = {}
        for (slab, id), counter in sorted(self.counters.items()):
            first = 64 * id // PAGE * PAGE
            extent = result.setdefault((slab, first),
                                       Extent(COUNTERS, slab, first))
            extent.content[64 * id - first] = counter.pack()
        return list(result.values())

    def place(self, extents, gap=lambda: 0, capacity=None):
        capacity = capacity or len(extents)
        self.header_bytes = pages(HEADER_BYTES + EXTENT_BYTES * capacity)
        self.capacity = capacity
        at = self.header_bytes
        for extent in extents:
            at += gap()
            extent.offset = at
            at += extent.bytes
        return extents

    def chunks(self, extents):
        """(offset, bytes) of all that isn't zero."""
        fields = dict(self.header, header_bytes=self.header_bytes,
                      extent_count=len(extents),
                      extent_capacity=self.capacity, **self.counts)
        fields.update(self.words)
        yield 0, struct.pack(HEADER_FORMAT, *(fields[n] for n in HEADER))
        for index, e in enumerate(extents):
            yield HEADER_BYTES + EXTENT_BYTES * index, struct.pack(
                EXTENT_FORMAT, e.offset, e.first, e.bytes, e.section, e.flags,
                e.slab)
        for extent in extents:
            for distance, content in extent.content.items():
                yield extent.offset + distance, content

    def write(self, path, extents=None, size=None):
        """Sparse. `size`: cut the file off there."""
        extents = self.place(self.extents()) if extents is None else extents
        ends = [extent.offset + extent.bytes for extent in extents]
        with open(path, "wb") as file:
            for offset, content in self.chunks(extents):
                file.seek(offset)
                file.write(content)
            file.truncate(max(ends, default=self.header_bytes)
                          if size is None else size)

    def bytes(self, extents=None):
        extents = self.place(self.extents()) if extents is None else extents
        result = bytearray(max([self.header_bytes] +
                               [e.offset + e.bytes for e in extents]))
        for offset, content in self.chunks(extents):
            result[offset:offset + len(content)] = content
        return result


def identity_of(pid):
    """What the header says of a process of this machine that runs."""
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rpartition(b")")[2].split()
    with open("/proc/sys/kernel/random/boot_id", "rb") as file:
        boot_id = file.read().strip()
    return dict(pid=pid, process_start=int(fields[19]), boot_id=boot_id,
                pid_namespace=os.stat(f"/proc/{pid}/ns/pid").st_ino,
                program=os.readlink(f"/proc/{pid}/exe").encode(),
                finished=0, end_time=0)


def example():
    """A finished run with a little of everything."""
    ledger = Ledger(peak_generation=9, generation=12, slab_count=2,
                    thread_count=2, parent_pid=41, exit_status=3,
                    frames_kept=32, frames_deep=1024,
                    committed_bytes=0, own_bytes=1261540, peak_rss=22437888)
    main = Frame(b"main", b"src/lines.cpp", 90, 3)
    reading = ledger.enter(Site(
        [Frame(b"_ZNSt6vectorIiSaIiEE9push_backERKi", b"/usr/include/v.h",
               1200, 2),
         Frame(b"_Z4readRSi", b"src/lines.cpp", 42, 9), main],
        user_frame=1, type=b"int", flags=STACKS))
    copy = ledger.add_site(b"src/copy.c", 7, b"copy", type=b"struct line")
    old = ledger.add_site(b"src/old.cpp", 0, b"_Z3oldPKc", NO_LINES)
    header = ledger.add_site(b"/usr/include/x.h", 5, b"x", SYSTEM)
    sort = ledger.enter(Site([main], callee=b"qsort", flags=STACKS))
    compare = ledger.enter(Site([Frame(b"compare", b"src/lines.cpp", 20, 5)],
                                callee=b"main", flags=STACKS))
    sorting = ledger.add_callers([sort, compare])
    lines = ledger.add_context(reading, sorting)
    more = ledger.add_context(
        reading, ledger.add_caller(compare, ledger.add_caller(0, 1)))
    ledger.count(lines, (15000000, 90000), (14999000, 89990), slab=0,
                 saved=(14000000, 80000), generation=9)
    ledger.count(more, (900000, 10000), (0, 0), slab=1, generation=4)
    ledger.count(copy, (4096, 2), (1024, 1), slab=1, generation=8, damaged=2)
    ledger.count(old, (1000, 10), (0, 0), generation=3)
    ledger.count(header, (64, 1), (64, 1), saved=(64, 1), generation=11,
                 damaged=1)
    ledger.count(UNKNOWN_SITE, (72704, 1), generation=2)
    ledger.set_peak()
    return ledger
