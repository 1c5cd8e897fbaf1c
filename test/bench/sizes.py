# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# sizes.py: what is paid once, for a build, a process or a block: compile time,
# sizes of objects and executables, fixed memory, bytes a block.
import pathlib
import re
import shlex
import subprocess
import time

from builds import compilers_for
from measure import CannotRun
from ways import BY_NAME, PLAIN

HERE = pathlib.Path(__file__).resolve().parent
SIZES = [16, 24, 32, 48, 64, 100, 128, 256, 500, 1024, 2048, 4096]
LIBRARIES = {"glibc": None, "jemalloc": "libjemalloc.so.2",
             "tcmalloc": "libtcmalloc_minimal.so.4",
             "mimalloc": "libmimalloc.so.2"}
PACKAGES = ["libjemalloc2", "libtcmalloc-minimal4", "libmimalloc2.0"]
ENOUGH = 240  # seconds after which nothing is compiled again


def text_of(path):
    """Bytes of code."""
    said = subprocess.run(["size", "-A", path], text=True, check=True,
                          stdout=subprocess.PIPE).stdout
    return sum(int(size) for size in
               re.findall(r"^\.text\S*\s+(\d+)", said, re.M))


def run_metered(place, way, words):
    done = subprocess.run([*place.prefix(way), *map(str, words)], text=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode:
        raise CannotRun(f"{words[0]} ends with {done.returncode}: "
                        + done.stderr)
    return place.usage(way)


def compile_units(units, compilers, place):
    """Seconds of processor for all of them; what they make stays in out()."""
    folder, seconds = place.work / "objects", 0
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for number, unit in enumerate(units):
        is_c = any(str(word).endswith(".c") for word in unit)
        seconds += run_metered(place, PLAIN, [
            *shlex.split(compilers.cc if is_c else compilers.cxx),
            *shlex.split(compilers.flags), *unit, "-c", "-o",
            folder / f"{number}.o"])["cpu"]
    objects = list(folder.iterdir())
    return seconds, {"object": sum(path.stat().st_size for path in objects),
                     "object text": sum(map(text_of, objects))}


def compile_cost(workloads, folders, compilers, place, rounds):
    """By workload and way to build: sizes, and seconds of processor."""
    found = {}
    for one in workloads:
        # The plain one stands next to both.
        names = [name for name in ("lines", "plain", "stacks",
                                   "lines summarized", "stacks summarized")
                 if name in folders[one.name]]
        cost = found[one.name] = {name: {"cpu": []} for name in names}
        units = one.units(folders[one.name]["plain"])
        begin = time.monotonic()
        for done in range(rounds if units else 0):
            for name in names:
                seconds, made = compile_units(
                    units, compilers_for(one, compilers[name], place.work),
                    place)
                cost[name].update(made)
                cost[name]["cpu"].append(seconds)
            if time.monotonic() - begin > ENOUGH:
                break
        for name in names:
            product = one.product(folders[one.name][name])
            cost[name]["executable"] = pathlib.Path(product).stat().st_size
            cost[name]["text"] = text_of(product)
    return found


def build_blocks(compilers, name, library, place):
    """The program of blocks.c, with an allocator or glibc's own."""
    path = place.work / f"blocks-{name}-{library or 'glibc'}"
    c, linked = compilers[name], []
    if library:
        linked = [subprocess.run(
            [compilers["plain"].cc, f"-print-file-name={library}"], text=True,
            check=True, stdout=subprocess.PIPE).stdout.strip()]
    subprocess.run([*shlex.split(c.cc), *shlex.split(c.flags),
                    HERE / "blocks.c", "-Wl,--no-as-needed", *linked,
                    *shlex.split(c.ldflags), "-o", path], check=True)
    return path


def fixed_cost(asked, compilers, place, rounds):
    """By way: the least that a process costs which takes one block."""
    programs, found = {}, {}
    for way in [PLAIN, *asked]:
        if way.is_summarized:
            continue
        if way.build not in programs:
            programs[way.build] = build_blocks(compilers, way.build, None,
                                               place)
        try:
            runs = [run_metered(place, way, [programs[way.build], 16, 1])
                    for _ in range(rounds)]
        except CannotRun:
            continue  # the workloads' tables say why
        found[way.name] = {measure: min(run[measure] for run in runs)
                           for measure in ("cpu", "wall", "rss", "output")}
    return found


def block_cost(compilers, place, scale):
    """By allocator, size, and plain or lines: bytes that the process grew by
    for each block."""
    found, way = {}, {"plain": PLAIN, "lines": BY_NAME["lines"]}
    for allocator, library in LIBRARIES.items():
        rows = found[allocator] = {str(size): {} for size in SIZES}
        for name in way:
            program = build_blocks(compilers, name, library, place)
            for size in SIZES:
                blocks = (64 << 20) * scale // 100 // size
                done = subprocess.run(
                    [*place.prefix(way[name]), program, str(size),
                     str(blocks)], text=True, check=True,
                    stdout=subprocess.PIPE)
                place.usage(way[name])
                rows[str(size)][name] = float(done.stdout)
    return found
