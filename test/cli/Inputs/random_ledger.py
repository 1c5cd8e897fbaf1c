# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Random ledgers, and what has to be reported of them."""
import tracemalloc

from ledger import (COUNTERS, NO_LINES, PAGE, STACKS, SYSTEM,
                    UNKNOWN_CONTEXT, UNKNOWN_SITE, Counter, Frame, Ledger, Sample,
                    Site)

FILES = [b"a.c", b"src/a.cpp", b"src/b.cpp", "naïve.cpp".encode(),
         b"caf\xe9.c", "\U0001f600.cc".encode(), b"/usr/include/v.h", b""]
# Names with one readable form are one function's.
FUNCTIONS = {
    b"": None,
    b"main": "main",
    b"_Z4readRSi": "read(std::istream&)",
    b"_ZN1aC1Ev": "a::a()",
    b"_ZN1aC2Ev": "a::a()",
    b"_Z3fC1v": "fC1()",
    b"_Z3fC2v": "fC2()",
    b"_Znot_mangled": "_Znot_mangled",
    b"f\x80": "f\ufffd",
}
CALLEES = [*FUNCTIONS, b"\1main", b"\1_ZN1aC1Ev"]
TYPES = [b"", b"int", b"struct list", b"std::vector<int>"]


def amounts(rng):
    return (rng.choice([0, rng.randrange(5000), rng.randrange(2**40)]),
            rng.choice([0, 1, rng.randrange(1000)]))


def random_site(rng):
    frames = [Frame(rng.choice(list(FUNCTIONS)), rng.choice(FILES),
                    rng.choice([0, 1, 2, 10, 4000000]), rng.randrange(80))
              for _ in range(rng.randrange(1, 5))]
    flags = (rng.choice([0, 0, 0, SYSTEM, NO_LINES])
             | rng.choice([0, STACKS]))
    return Site(frames, rng.randrange(len(frames)),
                rng.choice(TYPES), rng.choice([b"", *CALLEES]), flags,
                rng.choice([0, 0, 0, 7]),
                rng.choice([b"", b"/home/me/lines", b"libx.so"]))


def random_header(rng):
    ended = rng.choice([dict(finished=1, exit_status=rng.choice([0, 255, -1])),
                        dict(finished=1, exit_status=0, inherited=1,
                             inherited_bytes=77, inherited_blocks=2),
                        dict(finished=0, end_time=0, boot_id=b"elsewhere"),
                        dict(finished=0, end_time=0, snapshot_time=2**60)])
    return dict(ended, peak_generation=rng.randrange(100),
                bad_tags=rng.choice([0, 5]), untracked_blocks=rng.choice([0, 6]),
                untracked_bytes=rng.randrange(10**6),
                unregistered_sites=rng.choice([0, 3]),
                callerless_blocks=rng.choice([0, 2**40]),
                frames_kept=rng.choice([1, 2, 5, 128]),
                shared_slab_threads=rng.choice([0, 2]),
                thread_count=rng.randrange(1, 100),
                parent_pid=rng.choice([0, 17]), peak_rss=rng.choice([0, 4096]),
                own_bytes=rng.choice([0, 8192]),
                first_context=rng.choice([1, 1, 1, 10, 2**24]),
                pauses=rng.choice([0, 1, 3]), is_paused=rng.randrange(2),
                merged_count=rng.choice([0, 0, 0, 5]),
                peak_resets=rng.choice([0, 1, 2]),
                largest_peak_bytes=rng.randrange(10**7))


def add_random_callers(rng, ledger, sites, holes):
    """A tree, in which sites come again and gaps are. `holes`: how often its
    indices leave out a page."""
    index, depths = 0, {0: 0}
    for _ in range(rng.randrange(80)):
        index += 500 if rng.random() < holes else 1
        outer = rng.choice(list(depths)[-4:] + [0])
        gap = rng.randrange(6) == 0
        ledger.add_caller(0 if gap else rng.choice(sites), outer, index)
        if depths[outer] + 1 < 2 * ledger.header["frames_kept"] - 1:
            depths[index] = depths[outer] + 1


def random_live(rng, ledger):
    ids = list(ledger.contexts)
    return {id: rng.choice([(0, 0), (0, 3), amounts(rng), (-5, -1)])
            for id in rng.sample(ids, rng.randrange(len(ids) + 1))}


def add_time_line(rng, ledger):
    """Often none. Also of contexts that nothing is known of."""
    time = 2**60
    for _ in range(rng.choice([0, 0, 1, 20, 300])):
        time += rng.randrange(10**7)
        live = random_live(rng, ledger) if rng.randrange(4) == 0 else {}
        ledger.samples.append(Sample(time, amounts(rng),
                                     rng.choice([0, 10**6]), live))
    if rng.randrange(2):
        ledger.inherited = random_live(rng, ledger)


def random_ledger(rng, small=False):
    """Ids and slabs with gaps, all counters of a context in any of the
    slabs."""
    ledger = Ledger(**random_header(rng))
    spread = 50 if small else rng.choice([50, 2000, 20000])
    sites = [ledger.enter(random_site(rng), id)
             for id in rng.sample(range(2, spread), rng.randrange(0, 40))]
    sites += [UNKNOWN_SITE,
              ledger.enter(Site([]))]  # nothing is known of it
    if ledger.header["frames_kept"] > 1:
        add_random_callers(rng, ledger, sites, 0.01 if small else 0.2)
    ids = rng.sample(range(2, spread), rng.randrange(0, 48))
    for id in ids:
        ledger.add_context(rng.choice(sites + [0]),
                           rng.choice([0, *ledger.callers]), id)
    ids.append(UNKNOWN_CONTEXT)
    slabs = rng.sample(range(100), rng.randrange(1, 3 if small else 8))
    ledger.header["slab_count"] = max(slabs) + 1
    peak = ledger.header["peak_generation"]
    for id in ids:
        for slab in rng.sample(slabs, rng.randrange(len(slabs) + 1)):
            ledger.counters[slab, id] = Counter(
                amounts(rng), amounts(rng), amounts(rng),
                max(0, peak + rng.randrange(-2, 3)),
                rng.choice([0, 0, 0, rng.randrange(9)]))
    add_time_line(rng, ledger)
    peak_bytes = sum(ledger.at_peak(id)[0] for id in ledger.ids())
    ledger.header["peak_bytes"] = max(0, peak_bytes)
    ledger.header["committed_bytes"] = rng.choice(
        [0, max(0, peak_bytes) + rng.randrange(10**6)])
    return ledger


def random_layout(rng, ledger):
    """Extents in any number, order and distance, with room for more."""
    def split(length):
        while length > 0:
            piece = PAGE * rng.randrange(1, length // PAGE + 1)
            yield piece
            length -= piece

    extents = ledger.extents(split)
    for extent in extents: # some are longer than what they hold
        alone = extent.section == COUNTERS and rng.randrange(4) == 0
        ends = [other.first for other in extents
                if (other.section, other.slab) ==
                (extent.section, extent.slab) and other.first > extent.first]
        if alone and not ends:
            extent.bytes = PAGE * rng.randrange(1, 200)
    rng.shuffle(extents)
    return ledger.place(extents,
                        lambda: PAGE * rng.choice([0, 0, 1, 1000]),
                        len(extents) + rng.randrange(300))


# What has to be reported.


def text(string):
    return string.decode(errors="replace") if string else None


def amount(values):
    return {"bytes": values[0], "blocks": values[1]}


def expected_frame(frame):
    return {"file": text(frame.file), "line": frame.line,
            "column": frame.column, "function": FUNCTIONS[frame.function],
            "linkage_name": text(frame.function)}


def has_event(ledger, id):
    return any((ledger.allocated(id) + ledger.freed(id) + ledger.at_peak(id)))\
        or ledger.damaged(id) != 0


def site_of(ledger, id):
    """Of a context."""
    return ledger.contexts[id].site or UNKNOWN_SITE


def frames_of(ledger, id):
    """Of a site."""
    return ledger.sites[id].frames if id != UNKNOWN_SITE else []


def callee_of(ledger, id):
    return text(ledger.sites[id].callee.lstrip(b"\1"))


def is_in(ledger, id, callee):
    """Whether a site's code is in this function; None: there's no telling."""
    frames = frames_of(ledger, id) if id != 0 else []
    if callee is None or not frames or not frames[-1].function:
        return None
    readable = {text(name): FUNCTIONS[name] for name in FUNCTIONS}
    return readable[callee] == FUNCTIONS[frames[-1].function]


def expected_counts(ledger, ids):
    """Of contexts together."""
    return {
        "allocated": total(ledger.allocated(id) for id in ids),
        "freed": total(ledger.came_and_went(id) for id in ids),
        "current": total(ledger.current(id) for id in ids),
        "peak": total(ledger.at_peak(id) for id in ids),
        "damaged_blocks": sum(ledger.damaged(id) for id in ids),
    }


def expected_site(ledger, id, contexts):
    site = ledger.sites[id]
    frames = frames_of(ledger, id)
    frame = frames[site.user_frame] if frames else Frame()
    return dict(expected_frame(frame), id=id,
                type=text(site.type),
                callee=callee_of(ledger, id), module=text(site.module),
                domain=site.domain,
                system=bool(site.flags & SYSTEM),
                no_lines=bool(site.flags & NO_LINES),
                stacks=bool(site.flags & STACKS),
                frames=[expected_frame(f) for f in frames],
                **expected_counts(ledger, [c for c in contexts
                                           if site_of(ledger, c) == id]))


def expected_live(ledger, ids, live):
    known = set(ids)
    if ledger.header["first_context"] == 1:
        known.add(UNKNOWN_CONTEXT) # a reader always has it
    return [[id, *amount] for id, amount in sorted(live.items())
            if id in known and amount != (0, 0)]


def expected_sample(ledger, ids, sample):
    live = expected_live(ledger, ids, sample.live)
    return {"time": sample.time, "current": amount(sample.current),
            "rss": sample.rss or None, "live": live or None}


def expected_callers(ledger, id):
    inner = site_of(ledger, id)
    for caller in ledger.chain(id):
        if caller.site == 0:
            yield {"missing": True}
        elif is_in(ledger, inner, callee_of(ledger, caller.site)) is False:
            yield {"site": caller.site,
                   "through": callee_of(ledger, caller.site)}
        else:
            yield {"site": caller.site}
        inner = caller.site


def expected_context(ledger, id):
    site = site_of(ledger, id)
    callee = callee_of(ledger, site)
    through = {"through": callee} if callee else {}
    return dict(through, id=id, site=site,
                callers=list(expected_callers(ledger, id)),
                **expected_counts(ledger, [id]))


def sites_in(ledger, ids):
    """Those of contexts and of their callers."""
    callers = [caller.site for id in ids for caller in ledger.chain(id)]
    return sorted({site_of(ledger, id) for id in ids} | set(callers) - {0})


def total(amounts):
    return amount([sum(column) for column in zip((0, 0), *amounts)])


def is_unknown(ledger, id):
    place = place_of(ledger, id)
    return place[0] == b"<unknown>" and place[2] is None


def expected_sums(ledger, ids):
    """Those with lines of their own, in headers, and without a line."""
    def at_peak(chosen):
        return total(ledger.at_peak(id) for id in ids if chosen(id))

    def flag(id, bit):
        return (not is_unknown(ledger, id)
                and bool(ledger.sites[site_of(ledger, id)].flags & bit))

    return {
        "current": total(ledger.current(id) for id in ids),
        "allocated": total(ledger.allocated(id) for id in ids),
        "freed": total(ledger.came_and_went(id) for id in ids),
        "unknown_at_peak": at_peak(lambda id: is_unknown(ledger, id)),
        "system_at_peak": at_peak(lambda id: flag(id, SYSTEM)),
        "no_lines_at_peak": at_peak(lambda id: flag(id, NO_LINES)),
        "damaged_blocks": sum(ledger.damaged(id) for id in ids),
    }


def expected_json(ledger):
    header = ledger.header
    ids = [id for id in ledger.ids() if has_event(ledger, id)]
    sums = expected_sums(ledger, ids)
    inherited = None
    # Of the whole, it is the header that says what was inherited.
    came = (header["inherited_bytes"], header["inherited_blocks"])
    if header["inherited"]:
        inherited = amount(came)
    sums["freed"] = total([came, *(ledger.freed(id) for id in ids)])
    finished = bool(header["finished"])
    known_status = finished and header["exit_status"] >= 0
    own = header["own_bytes"]
    tags = 4 * max(0, sums["current"]["blocks"])
    return dict(
        sums, inherited=inherited,
        process={
            "pid": header["pid"], "parent_pid": header["parent_pid"] or None,
            "program": header["program"].decode(),
            "command_line": header["command_line"].decode(),
            "start_time": header["start_time"],
            "end_time": header["end_time"] if finished else None,
            "snapshot_time": header["snapshot_time"] or None,
            "exit_status": header["exit_status"] if known_status else None,
            "state": ("finished" if finished else
                      "snapshot" if header["snapshot_time"] else "unknown"),
            "threads": header["thread_count"],
        },
        peak={"bytes": header["peak_bytes"],
              "blocks": total(ledger.at_peak(id) for id in ids)["blocks"],
              "upper_bound": max(header["peak_bytes"],
                                 header["committed_bytes"]),
              "resets": header["peak_resets"],
              "largest_before_resets": (header["largest_peak_bytes"]
                                        if header["peak_resets"] else None)},
        bad_tags=header["bad_tags"],
        untracked=amount((header["untracked_bytes"],
                          header["untracked_blocks"])),
        unregistered_sites=header["unregistered_sites"],
        callerless_blocks=header["callerless_blocks"],
        shared_slab_threads=header["shared_slab_threads"],
        frames_kept=header["frames_kept"],
        pauses=header["pauses"], merged=header["merged_count"] or None,
        cleared=header["first_context"] > 1,
        incomplete=False, missing=[], peak_rss=header["peak_rss"] or None,
        own_bytes=own + tags if own else None,
        sites=[expected_site(ledger, id, ids) for id in sites_in(ledger, ids)],
        contexts=[expected_context(ledger, id) for id in ids],
        inherited_live=expected_live(ledger, ids, ledger.inherited),
        samples=[expected_sample(ledger, ids, sample)
                 for sample in ledger.samples])


def place_of(ledger, id):
    site = site_of(ledger, id)
    frames = frames_of(ledger, site)
    if not frames:
        return b"<unknown>", 0, None
    frame = frames[ledger.sites[site].user_frame]
    file, line = (frame.file, frame.line) if frame.file else (b"<unknown>", 0)
    return file, line, frame.function or None if line == 0 else None


def expected_rows(ledger, key):
    """The rows of the text, in CPython's words where it has them."""
    values = {"peak": ledger.at_peak, "current": ledger.current,
              "total": ledger.allocated, "count": ledger.allocated}[key]
    places = {}
    for id in ledger.ids():
        size, count = values(id)
        before = places.get(place_of(ledger, id), (0, 0))
        places[place_of(ledger, id)] = (before[0] + size, before[1] + count)
    rows = [(size, count, file, line, function or b"")
            for (file, line, function), (size, count) in places.items()
            if size or count]
    rows.sort(key=lambda row: (row[1], row[0], *row[2:])
              if key == "count" else row, reverse=True)
    for size, count, file, line, function in rows:
        where = file.decode(errors="surrogateescape")
        if function:
            shown = FUNCTIONS[function]
            if "\ufffd" in shown: # the text has the name's own bytes
                shown = function.decode(errors="surrogateescape")
            where += f"({shown})"
        size_text = tracemalloc._format_size(size, False)
        row = f"{where}:{line}: size={size_text}, count={count}"
        if count:
            average = tracemalloc._format_size(size / count, False)
            row += f", average={average}"
        yield row
