# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# ways.py: the ways to run a workload that are measured against its plain run:
# MemTrace's modes, and what else tells where memory goes.
import dataclasses

# Samplers at the interval that their documentation recommends: 512 KiB.
INTERVAL = 1 << 19
# All frames, for the stacks that need them.
FRAMES = (" -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer"
          " -fno-optimize-sibling-calls")


@dataclasses.dataclass(frozen=True)
class Way:
    """`{out}` in its words is a folder for what a run leaves."""
    name: str
    kind: str            # memtrace, front, exact, allocator, sampling
    title: str           # what the page says that it is
    build: str = "plain"
    variables: tuple = ()
    prefix: tuple = ()
    library: str = None  # preloaded
    leaves: str = None   # what every run leaves in {out}
    packages: tuple = ()
    own: str = None      # the same allocator, nothing recorded
    # What is slow runs a part of the work: that for which the plain build
    # takes so many seconds. Everything else runs it all.
    seconds: float = None
    # It has processes of its own, which don't share the one's processor.
    helpers: bool = False

    @property
    def is_summarized(self):
        return self.build.endswith(" summarized")

    @property
    def traces(self):
        return self.kind in ("memtrace", "front") and bool(self.variables)

    def words(self, out):
        """NAME=VALUE..., -- and what comes before the command."""
        variables = list(self.variables)
        if self.library:
            variables.append(f"LD_PRELOAD={self.library}")
        return [word.replace("{out}", str(out))
                for word in (*variables, "--", *self.prefix)]


def traced(frames=None, cache=True):
    kept = (f"MEMTRACE_FRAMES={frames}",) if frames else ()
    kept += () if cache else ("MEMTRACE_CACHE=0",)
    return ("MEMTRACE_OUT={out}/x.memtrace", *kept)


def summarized(name, of):
    """Which is a way without a call summary."""
    return dataclasses.replace(
        of, name=name, build=f"{of.build} summarized",
        title=f"{of.title}, with a [call summary](options.md#call-summaries)")


def lines(cache=True):
    return Way("lines" if cache else "lines uncached", "memtrace",
               "lines" if cache else "lines, with `MEMTRACE_CACHE=0`",
               "lines", traced(cache=cache), leaves="x.memtrace*",
               own="cache" if cache else None)


def stacks(frames, cache=True):
    name = f"stacks of up to {frames} frame" + "s" * (frames > 1)
    return Way(f"stacks {frames}" if cache else f"stacks {frames} uncached",
               "memtrace",
               name if cache else f"{name}, with `MEMTRACE_CACHE=0`",
               "stacks", traced(frames, cache), leaves="x.memtrace*",
               own="cache" if cache else None)


def in_front_of(allocator, library, packages, cache=False, **_):
    """Lines, with another allocator behind MemTrace."""
    way = lines()
    return dataclasses.replace(
        way, kind="front", own=allocator,
        name=f"lines {allocator}" + " cached" * cache,
        variables=way.variables + ("MEMTRACE_CACHE=all",) * cache,
        library=f"libmemtrace.so.3 {library}", packages=packages,
        title=f"lines, {allocator} preloaded behind MemTrace"
              + ", with `MEMTRACE_CACHE=all`" * cache)


def valgrind(tool):
    return dict(prefix=("valgrind", f"--tool={tool.lower()}", "-q",
                        f"--{tool.lower()}-out-file={{out}}/%p.out",
                        "--log-file={out}/%p.log"),
                leaves="*.out", packages=("valgrind",), seconds=.12)


def heaptrack(*options):
    # What interprets its data takes all memory now and then.
    return dict(prefix=("prlimit", f"--as={8 << 30}", "heaptrack", *options,
                        "-o", "{out}/heaptrack"),
                leaves="heaptrack*", packages=("heaptrack", "zstd"),
                seconds=.3, helpers=True)


def jemalloc(*conf):
    kept = [f"MALLOC_CONF={','.join(conf)},prof_prefix:{{out}}/jeprof"]
    return dict(variables=tuple(kept if conf else ()),
                library="libjemalloc.so.2", packages=("libjemalloc2",),
                leaves="jeprof*" if conf else None)


TCMALLOC = dict(library="libtcmalloc.so.4", packages=("libgoogle-perftools4",))

PLAIN = Way("plain", "plain", "the same clang, no MemTrace")
OFF = Way("off", "memtrace", "built with lines, `MEMTRACE_OUT` not set",
          "lines")
STACKS_OFF = Way("stacks off", "memtrace",
                 "built with stacks, `MEMTRACE_OUT` not set", "stacks")
WAYS = [
    OFF, lines(), lines(cache=False),
    STACKS_OFF, stacks(1), stacks(8), stacks(8, cache=False), stacks(32),
    summarized("off summarized", OFF), summarized("lines summarized", lines()),
    summarized("stacks off summarized", STACKS_OFF),
    summarized("stacks 8 summarized", stacks(8)),
    Way("cache", "allocator", "MemTrace's cache of freed blocks alone, "
        "preloaded before glibc's allocator, nothing counted",
        library="{out}/../block_cache.so"),
    Way("heaptrack", "exact", "`heaptrack -o FILE`", **heaptrack()),
    Way("heaptrack raw", "exact", "`heaptrack --raw -o FILE`: its data still "
        "have to be interpreted", **heaptrack("--raw")),
    Way("massif", "exact", "`valgrind --tool=massif`", **valgrind("massif")),
    Way("DHAT", "exact", "`valgrind --tool=dhat`", **valgrind("DHAT")),
    Way("heap profiler", "exact", "gperftools' heap profiler: its tcmalloc "
        "preloaded, `HEAPPROFILE=FILE`",
        variables=("HEAPPROFILE={out}/heap",), leaves="heap*", seconds=.12,
        **TCMALLOC),
    Way("jemalloc exact", "exact", "jemalloc preloaded, "
        "`MALLOC_CONF=prof:true,lg_prof_sample:0,prof_final:true`",
        seconds=.12,
        **jemalloc("prof:true", "lg_prof_sample:0", "prof_final:true")),
    Way("MemProf", "exact", "the same clang, `-fmemory-profile`, with frame "
        "pointers and no sibling calls", "memprof",
        ("MEMPROF_OPTIONS=log_path={out}/memprof",), leaves="memprof*",
        seconds=.12),
    Way("tcmalloc", "allocator", "gperftools' tcmalloc preloaded",
        **TCMALLOC),
    Way("tcmalloc sampling", "sampling", "gperftools' tcmalloc preloaded, "
        f"`TCMALLOC_SAMPLE_PARAMETER={INTERVAL}`", own="tcmalloc",
        variables=(f"TCMALLOC_SAMPLE_PARAMETER={INTERVAL}",), **TCMALLOC),
    Way("jemalloc", "allocator", "jemalloc preloaded", **jemalloc()),
    Way("jemalloc sampling", "sampling", "jemalloc preloaded, "
        "`MALLOC_CONF=prof:true,lg_prof_sample:19,prof_final:true`",
        own="jemalloc",
        **jemalloc("prof:true", "lg_prof_sample:19", "prof_final:true")),
    in_front_of("tcmalloc", **TCMALLOC),
    in_front_of("tcmalloc", **TCMALLOC, cache=True),
    in_front_of("jemalloc", **jemalloc()),
    in_front_of("jemalloc", **jemalloc(), cache=True),
]
BY_NAME = {way.name: way for way in [PLAIN, *WAYS]}


def chosen(names):
    """With its own allocator's, where only the two say anything."""
    unknown = set(names) - set(BY_NAME)
    if unknown:
        raise SystemExit(f"no such way: {', '.join(sorted(unknown))}; there "
                         f"are: {', '.join(BY_NAME)}")
    wanted = set(names) | {BY_NAME[name].own for name in names}
    return [way for way in WAYS if way.name in wanted]
