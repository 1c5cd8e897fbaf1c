# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# escapes.py: statements that leave functions other than by return, and those
# that catch what has left: whatever such functions would have put back on
# their way out, they don't.
from machine import Jumped, Thrown
from statements import JUMPS, THROWS, Statement, effects_of

# What libstdc++ asks for beside the object that is thrown.
EXCEPTION_HEADER = 128


class Jump(Statement):
    """longjmp at every second or third turn, if there is somewhere to go."""
    effects = frozenset([JUMPS])

    def __init__(self, random):
        self.period = random.randint(1, 3)

    def text(self):
        return (f"if (jump_top && DUE({self.uid}, {self.period})) "
                "longjmp(*jump_top, 1);")

    def run(self, m):
        if m.targets and m.is_turn(self, self.period):
            raise Jumped(m.targets[-1])


class Land(Statement):
    """setjmp, and what is done after a return from far below."""
    FORMS = ["setjmp(here)", "_setjmp(here)", "sigsetjmp(here, 0)"]

    def __init__(self, random, body, after):
        self.body, self.after = body, after
        self.form = random.choice(self.FORMS)
        self.effects = effects_of(body) - {JUMPS} | effects_of(after)

    def bodies(self):
        return [self.body, self.after]

    def render(self, w):
        w.put("{ jmp_buf here, *volatile outer = jump_top;")
        w.put("  jump_top = &here;")
        w.put(f"  if (!{self.form}) {{")
        w.block(self.body)
        w.put("    jump_top = outer;")
        w.put("  } else {")
        w.put("    jump_top = outer;")
        w.block(self.after)
        self.site = w.put("  } }")

    def run(self, m):
        if m.landing(lambda: m.run(self.body)):
            m.run(self.after)


class LandPlain(Statement):
    """A plain library that calls back behind a setjmp of its own."""

    def __init__(self, random, function, size):
        self.function, self.size = function, size
        self.effects = function.effects - {JUMPS}

    def uses(self):
        return [self.function]

    def text(self):
        return f"plain_land({self.function.name}, {self.size});"

    def run(self, m):
        with m.calling(self.site):
            m.landing(lambda: self.function.run(m))
        if self.size:
            m.charge(self.site, self.size)


class Throw(Statement):
    cpp = True
    effects = frozenset([THROWS])
    # text, kind, the object's size where it is the library's
    FORMS = [("throw Small<{n}>()", "Small", 0),
             ("throw Big<{n}>()", "Big", 0),
             ("std::function<void()>()()", "other", 8),
             ("{{ Base base, *volatile p = &base; "
              "dynamic_cast<Other &>(*p); }}", "other", 8)]

    def __init__(self, random, size):
        self.form, self.kind, fixed = random.choice(self.FORMS)
        self.size = fixed or size // 4 * 4
        self.period = random.randint(1, 3)

    def text(self):
        return (f"if (DUE({self.uid}, {self.period})) "
                f"{self.form.format(n=self.size)};")

    def run(self, m):
        if m.is_turn(self, self.period):
            m.charge(self.site, EXCEPTION_HEADER + self.size)
            raise Thrown(self.kind)


class Try(Statement):
    """Catches one kind or all, and may throw it again."""
    cpp = True
    FORMS = {"const SmallBase &": "Small", "const BigBase &": "Big",
             "...": None}

    def __init__(self, random, body, handler, may_throw):
        self.body, self.handler = body, handler
        self.form = random.choice(list(self.FORMS)) if may_throw else "..."
        self.kind = self.FORMS[self.form]
        self.again = may_throw and random.random() < .3
        self.effects = effects_of(body, handler)
        if not self.again and self.kind is None:
            self.effects -= {THROWS}
            self.effects |= effects_of(handler)

    def bodies(self):
        return [self.body, self.handler]

    def render(self, w):
        w.put("{ jmp_buf *const outer_jump = jump_top;")
        w.put("  try {")
        w.block(self.body)
        w.put(f"  }} catch ({self.form}) {{")
        w.put("    jump_top = outer_jump;")
        w.block(self.handler)
        if self.again:
            w.put("    throw;")
        self.site = w.put("  } }")

    def run(self, m):
        depth = len(m.targets)
        try:
            m.run(self.body)
        except Thrown as thrown:
            del m.targets[depth:]
            if self.kind not in (None, thrown.kind):
                raise
            m.run(self.handler)
            if self.again:
                raise


class CatchPlain(Statement):
    """A plain library that calls back and catches."""
    cpp = True

    def __init__(self, random, function, size):
        self.function, self.size = function, size
        self.effects = function.effects - {THROWS}

    def uses(self):
        return [self.function]

    def text(self):
        return f"plain_catch({self.function.name}, {self.size});"

    def run(self, m):
        try:
            with m.calling(self.site):
                self.function.run(m)
        except Thrown:
            pass
        if self.size:
            m.charge(self.site, self.size)


class Guard(Statement):
    """A destructor that does things, also while an exception is under way."""
    cpp = True

    def __init__(self, random, body, at_end):
        self.body, self.at_end = body, at_end
        self.effects = effects_of(body, at_end)

    def bodies(self):
        return [self.at_end, self.body]

    def render(self, w):
        begin = w.put("{ struct Guard { ~Guard() {")
        w.block(self.at_end)
        made = w.put("  } } guard;")
        w.block(self.body)
        self.site = w.put("}")
        self.loose = [begin, made, self.site]

    def run(self, m):
        try:
            m.run(self.body)
        except Thrown:
            m.run(self.at_end)
            raise
        m.run(self.at_end)


class Tail(Statement):
    """The end of a function, where an optimizer makes a jump of a call."""
    FORMS = ["return {f}(0);"]

    def __init__(self, random, function):
        self.function, self.effects = function, function.effects
        self.form = random.choice(self.FORMS)

    def uses(self):
        return [self.function]

    def render(self, w):
        self.site = w.put(self.form.format(f=self.function.name))
        self.loose = [self.site]

    def run(self, m):
        with m.calling(self.site):
            self.function.run(m)


class TailMust(Tail):
    """A call that takes its function's place in any case."""
    FORMS = ["MUSTTAIL return {f}(0);"]


class TailIndirect(Tail):
    """The same, as threaded interpreters are made."""
    FORMS = ["{{ step *volatile f = {f}; MUSTTAIL return f(0); }}",
             "{{ step *volatile f = {f}; return f(0); }}"]


class TailPlain(Statement):
    """The same, of a plain library that allocates."""
    FORMS = ["MUSTTAIL return plain_take((void *){n});",
             "{{ step *volatile take = plain_take; return take((void *){n}); "
             "}}"]

    def __init__(self, random, size):
        self.size = size
        self.form = random.choice(self.FORMS)

    def text(self):
        return self.form.format(n=self.size)

    def run(self, m):
        m.charge(self.site, self.size)
