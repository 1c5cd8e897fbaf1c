# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# generate.py: a program from a seed. Functions are made callees first, so that
# what they may do (throw, jump) is known to who calls them.
from random import Random

import cxx
import escapes
import statements
import system
import wrappers
from functions import Function, Pair
from machine import TooLong
from program import HEADER, Program
from shapes import CALLS, LEAVES, NESTS, SHAPES, TAILS
from statements import EFFECTS, FIBERS, JUMPS, THROWS, YIELDS
from wrappers import Source

FUNCTIONS, CATCHERS, WRAPPERS = 10, 3, 9
DEEPEST = 3


class Generator:
    def __init__(self, seed, without):
        self.random = Random(f"line_fuzz {seed}")
        self.without = frozenset(without)
        self.items, self.uid, self.size = [], 0, 16
        self.catchers = []
        kinds = ["c", "cpp"] + self.random.choices(["c", "cpp"], k=1)
        self.random.shuffle(kinds)
        self.units = [f"unit{i}.{kind}" for i, kind in enumerate(kinds)]

    def next_size(self):
        self.size += self.random.choice([1, 3, 4])
        return self.size

    def wants(self, shape):
        return shape.__name__ not in self.without

    # Statements

    def block(self, unit, banned, depth=0, most=4):
        count = self.random.randint(1, most if depth < 2 else 2)
        return [self.statement(unit, banned, depth) for _ in range(count)]

    def statement(self, unit, banned, depth):
        """One that has none of the banned effects."""
        for _ in range(20):
            table = self.random.choices([LEAVES, CALLS, NESTS], [6, 4, 4])[0]
            if table is NESTS and depth >= DEEPEST:
                continue
            kinds = [kind for kind in table if self.wants(kind)
                     and (unit.endswith(".cpp") or not kind.cpp)]
            if not kinds:
                continue
            kind = self.random.choices(kinds, [table[k] for k in kinds])[0]
            made = self.make(kind, unit, banned, depth)
            if made and not made.effects & banned:
                break
        else:
            made = statements.Allocate(self.random, self.next_size())
        return self.numbered(made)

    def numbered(self, statement):
        self.uid += 1
        statement.uid = self.uid
        return statement

    def make(self, kind, unit, banned, depth):
        r, size = self.random, self.next_size
        if kind in (system.Yield,):
            return kind()
        if kind is escapes.Jump:
            return kind(r)
        if kind is statements.Either:
            return kind(r, [size(), size()])
        if kind in (statements.CallWrapper, statements.MakeBy):
            family = (wrappers.Returning if kind is statements.MakeBy
                      else wrappers.Wrapper)
            wrapper = self.pick(family, banned)
            return wrapper and kind(r, wrapper, size())
        if kind in LEAVES:
            return kind(r, size())
        if kind in CALLS:
            return self.make_call(kind, banned)
        return self.make_nest(kind, unit, banned, depth)

    def make_call(self, kind, banned):
        r = self.random
        if kind is statements.Recurse:
            pair = self.pick(Pair, banned)
            return pair and kind(r, pair, r.randint(1, 4))
        lifted = {escapes.LandPlain: {JUMPS}, escapes.CatchPlain: {THROWS},
                  system.Signal: set()}.get(kind, set())
        more = EFFECTS if kind is system.Signal else ()
        function = self.pick(Function, banned - lifted | set(more))
        if not function:
            return None
        if kind is statements.CallBetween:
            return kind(r, function, [self.next_size(), self.next_size()])
        if kind in (escapes.LandPlain, escapes.CatchPlain):
            after = "AfterForeignCatch" in self.without or r.random() < .5
            return kind(r, function, 0 if after else self.next_size())
        return kind(r, function)

    def make_nest(self, kind, unit, banned, depth):
        r = self.random

        def body(*more, lifted=()):
            return self.block(unit, banned - set(lifted) | set(more),
                              depth + 1, 3)
        if kind is escapes.Land:
            return kind(r, body(lifted=[JUMPS]), body())
        if kind is escapes.Try:
            return kind(r, body(lifted=[THROWS]), body(JUMPS),
                        THROWS not in banned)
        if kind is escapes.Guard:
            return kind(r, body(JUMPS), body(THROWS, JUMPS))
        if kind is system.Thread:
            return kind(r, body(*EFFECTS))
        if kind is system.RunFiber:
            function = self.pick(Function, {THROWS, JUMPS, FIBERS})
            return function and kind(
                r, function, body(THROWS, JUMPS, FIBERS, YIELDS))
        if kind is cxx.Inside:
            return kind(r, body(JUMPS))
        if kind is cxx.InsideThenAllocate:
            return kind(r, body(JUMPS), self.next_size())
        return kind(r, body())

    def pick(self, family, banned, files=()):
        """Something made before, rather of late; in these files, if any."""
        fit = [item for item in self.items
               if isinstance(item, family) and not item.effects & set(banned)
               and (not files or item.unit in files)]
        return self.random.choice(fit[-6:]) if fit else None

    # Functions

    def unit(self):
        return self.random.choice(self.units)

    def function(self, name):
        unit = self.unit()
        banned = {e for e in (THROWS, JUMPS, YIELDS)
                  if self.random.random() < .4}
        body = self.block(unit, banned)
        if self.random.random() < .3:
            body += self.tail(banned)
        return Function(self.random, name, unit, body)

    def catcher(self, name):
        """Does nothing but catch what passed through a function of its file
        that had set a site: what is stale then, nothing else puts right."""
        r, unit = self.random, self.unit()
        throws = unit.endswith(".cpp") and r.random() < .5
        kind = escapes.Throw if throws else escapes.Jump
        if not self.wants(kind):
            return None
        end = self.make(kind, unit, (), 0)
        end.period = r.randint(1, 2)
        last = Function(r, name + "_last", self.cpp_unit() if throws
                        else self.unit(), [self.numbered(end)])
        call = statements.Call(r, last)
        call.form = "plain_call({f}, 0);"
        deep = Function(r, name + "_deep", unit,
                        self.around(unit, set(EFFECTS)) + [self.numbered(call)])
        self.items += [last, deep]
        body = [self.numbered(statements.Call(r, deep))]
        body = (escapes.Try(r, body, [], False) if throws
                else escapes.Land(r, body, []))
        self.catchers.append(Function(r, name, unit, [self.numbered(body)]))
        return self.catchers[-1]

    def cpp_unit(self):
        return next(u for u in self.units if u.endswith(".cpp"))

    def tail(self, banned):
        kind = self.random.choice(TAILS)
        if not self.wants(kind):
            return []
        if kind is escapes.TailPlain:
            return [self.numbered(kind(self.random, self.next_size()))]
        callee = self.pick(Function, banned)
        return [self.numbered(kind(self.random, callee))] if callee else []

    def pair(self, name):
        unit = self.unit()
        return Pair(self.random, name, unit,
                    [self.block(unit, set(), 2) for _ in range(3)])

    def around(self, unit, banned=frozenset()):
        """Statements before or after what a wrapper does."""
        if self.catchers and self.random.random() < .3:
            return [self.numbered(statements.Call(
                self.random, self.random.choice(self.catchers)))]
        if self.random.random() < .6:
            return []
        return self.block(unit, banned, 1, 2)

    def wrapper(self, name):
        r = self.random
        shape = r.choice([s for s in SHAPES if self.wants(s)])
        unit = HEADER if r.random() < .25 else self.unit()
        source = self.source(shape, name, unit)
        if not source:
            return None
        extra = [self.next_size() + 8] if shape is wrappers.Factory else []
        # Memory that is lost by what comes after may be optimized away.
        return shape(r, name, unit, source, self.around(unit),
                     self.around(unit, {THROWS, JUMPS}), *extra)

    def source(self, shape, name, unit):
        r = self.random

        def nested(family, text, across=True):
            inner = self.pick(family, set(), () if across else (HEADER, unit))
            return inner and Source(text.replace("F", inner.name), inner)
        if shape in (wrappers.ReturningFromOut, wrappers.OutFromLocal):
            return r.choice([
                Source("posix_memalign({p}, 16, {n})"),
                Source("plain_alloc_to({p}, {n})"),
                nested(wrappers.Out, "F({p}, {n})")])
        if shape is wrappers.OutFromOut:
            across = "OutAcross" not in self.without
            return r.choice([
                Source("posix_memalign({p}, 16, {n})"),
                Source("plain_alloc_to({p}, {n})") if across else None,
                nested(wrappers.Out, "F({p}, {n})", across)])
        if shape is wrappers.Resizing:
            return r.choice([
                Source("realloc(p, {n})"),
                Source("reallocarray(p, {n}, 1)"),
                nested(wrappers.Resizing, "F(context, p, old, {n})")])
        if shape is wrappers.TextByText:
            across = "TextAcross" not in self.without
            return r.choice([Source("strdup({n})"),
                             nested(wrappers.Text, "F({n})", across)])
        direct = ["malloc({n})", "calloc(1, {n})", "calloc({n}, 1)",
                  "realloc(0, {n})", "plain_alloc({n})"]
        if unit.endswith(".cpp"):
            direct += ["::operator new({n})", "new char[{n}]"]
        inner = self.pick(wrappers.Returning, set())
        return r.choice([
            Source(r.choice(direct)),
            inner and Source(inner.name + "({n})", inner),
            inner and Source("", inner, f"makers_{name}"),
            nested(wrappers.Resizing, "F(0, 0, 0, {n})")])

    def program(self):
        kinds = ["f"] * FUNCTIONS + ["c"] * CATCHERS + ["w"] * WRAPPERS
        if "Pair" not in self.without:
            kinds += ["p"]
        self.random.shuffle(kinds)
        for i, kind in enumerate(kinds):
            make = {"f": self.function, "c": self.catcher, "w": self.wrapper,
                    "p": self.pair}
            item = make[kind](f"{kind}{i}")
            if item:
                self.items.append(item)
        file = self.units[0]
        main = self.block(file, {THROWS, JUMPS}, 0, 5)
        safe = [item for item in self.items if isinstance(item, Function)
                and not item.effects & {THROWS, JUMPS}]
        main += [self.numbered(statements.Call(self.random, f))
                 for f in safe[-5:] if f not in self.catchers]
        main += [self.numbered(statements.CallBetween(
            self.random, f, [self.next_size(), self.next_size()]))
            for f in self.catchers]
        early_unit = self.cpp_unit()
        early = [] if "Early" in self.without else self.block(
            early_unit, {THROWS, JUMPS}, 1, 2)
        return Program(self.units, self.items, main, (early, early_unit))


def generate(seed, without=()):
    """The program of a seed; of the next try, where it would run too long."""
    for attempt in range(100):
        program = Generator(f"{seed}.{attempt}", without).program()
        list(program.files())
        try:
            program.run()
            return program
        except TooLong:
            continue
    raise SystemExit(f"seed {seed}: no program of a fit length")
