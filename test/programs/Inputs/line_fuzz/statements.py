# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# statements.py: what a generated function is made of, in C and in C++. Each
# statement renders itself and knows what it does: render() writes its text and
# keeps the site (file, line) of the call that matters, run() tells the machine
# what that line asks for.


# lets an exception out; jumps to a setjmp outside; leaves its fiber for a
# while; starts a fiber
EFFECTS = THROWS, JUMPS, YIELDS, FIBERS = "throws", "jumps", "yields", "fibers"


def effects_of(*whats):
    """Of functions, wrappers and blocks together."""
    union = frozenset()
    for what in whats:
        union |= effects_of(*what) if isinstance(what, list) else what.effects
    return union


class Statement:
    cpp = False             # only in C++
    effects = frozenset()   # what may happen to whoever runs it, of EFFECTS
    uid = 0                 # number within the program, for dropping
    site = None
    # Lines that may be frames or not: where a tail call is one or isn't, and
    # where the compiler chooses the line.
    loose = ()

    def bodies(self):
        """Blocks of statements in it."""
        return []

    def uses(self):
        """Functions and wrappers that it names."""
        return []

    def render_helpers(self, w):
        """What it needs at file scope."""

    def render(self, w):
        self.site = w.put(self.text())


def name_of(statement):
    return type(statement).__name__


class Allocate(Statement):
    """A call of the C library."""
    FORMS = ["malloc({n})", "calloc(1, {n})", "calloc({n}, 1)",
             "realloc(0, {n})", "reallocarray(0, {n}, 1)", "memalign(64, {n})",
             "strdup(plain_text({n}))", "strndup(plain_text({n}), {n} - 1)"]

    def __init__(self, random, size):
        self.form, self.size = random.choice(self.FORMS), size

    def text(self):
        return f"sink = {self.form.format(n=self.size)};"

    def run(self, m):
        m.charge(self.site, self.size)


class AllocateAligned(Statement):
    """The C library's own out-parameter."""

    def __init__(self, random, size):
        self.size = size

    def text(self):
        return (f"{{ void *out; if (!posix_memalign(&out, 64, {self.size})) "
                "sink = out; }")

    def run(self, m):
        m.charge(self.site, self.size)


class AllocatePlain(Statement):
    """A call of a library that nobody instrumented."""
    FORMS = ["sink = plain_alloc({n});", "plain_take((void *){n});",
             "sink = plain_copy(plain_text({n}));",
             "{{ void *out; plain_alloc_to(&out, {n}); sink = out; }}",
             "{{ step *volatile take = plain_take; take((void *){n}); "
             "sink = 0; }}"]

    def __init__(self, random, size):
        self.form, self.size = random.choice(self.FORMS), size

    def text(self):
        return self.form.format(n=self.size)

    def run(self, m):
        m.charge(self.site, self.size)


class Either(Statement):
    """Two calls that an optimizer would like to make one."""

    def __init__(self, random, sizes):
        self.sizes = sizes
        self.call = random.choice(["malloc", "plain_alloc"])
        self.first = random.random() < .5

    def render(self, w):
        w.put("if (zero)" if not self.first else "if (!zero)")
        first = w.put(f"  sink = {self.call}({self.sizes[0]});")
        w.put("else")
        second = w.put(f"  sink = {self.call}({self.sizes[1]});")
        self.site = first if self.first else second

    def run(self, m):
        m.charge(self.site, self.sizes[0 if self.first else 1])


class CallWrapper(Statement):
    """Asks a wrapper, a factory or the like for memory."""

    def __init__(self, random, wrapper, size):
        self.wrapper, self.size = wrapper, size
        self.constant = random.random() < .5
        self.effects = wrapper.effects
        self.way = random.choice(wrapper.WAYS)
        self.times = max(1, self.way.count("{f}("))

    def uses(self):
        return [self.wrapper]

    def text(self):
        size = str(self.size) if self.constant else f"{self.size} + zero"
        return self.wrapper.call_text(size, self.way)

    def run(self, m):
        for _ in range(self.times):
            self.wrapper.run(m, self.site, self.size)


class MakeBy(Statement):
    """Hands a wrapper to a plain library, which calls it."""

    def __init__(self, random, wrapper, size):
        self.wrapper, self.size = wrapper, size
        self.effects = wrapper.effects

    def uses(self):
        return [self.wrapper]

    def text(self):
        return f"plain_make_by({self.wrapper.name}, {self.size});"

    def run(self, m):
        self.wrapper.run(m, self.site, self.size)


class Call(Statement):
    """Calls a function of the program."""
    FORMS = ["{f}(0);", "{f}(0);",
             "{{ step *volatile f = {f}; f(0); sink = 0; }}",
             "plain_call({f}, 0);"]

    def __init__(self, random, function):
        self.function = function
        self.effects = function.effects
        self.form = random.choice(self.FORMS)

    def uses(self):
        return [self.function]

    def text(self):
        return self.form.format(f=self.function.name)

    def run(self, m):
        with m.calling(self.site):
            self.function.run(m)


class CallBetween(Statement):
    """A plain library that allocates, calls back and allocates again."""

    def __init__(self, random, function, sizes):
        self.function, self.sizes = function, sizes
        self.effects = function.effects

    def uses(self):
        return [self.function]

    def text(self):
        return (f"plain_call_between({self.function.name}, {self.sizes[0]}, "
                f"{self.sizes[1]});")

    def run(self, m):
        m.charge(self.site, self.sizes[0])
        with m.calling(self.site):
            self.function.run(m)
        m.charge(self.site, self.sizes[1])


class Repeat(Statement):
    """A loop."""

    def __init__(self, random, body):
        self.body, self.times = body, random.randint(2, 3)
        self.effects = effects_of(body)

    def bodies(self):
        return [self.body]

    def render(self, w):
        w.put(f"for (int i = 0; i < {self.times}; ++i) {{")
        w.block(self.body)
        self.site = w.put("}")

    def run(self, m):
        for _ in range(self.times):
            m.run(self.body)


class Recurse(Statement):
    """Two functions that call each other, `depth` times in all."""

    def __init__(self, random, pair, depth):
        self.pair, self.depth = pair, depth
        self.effects = pair.effects

    def uses(self):
        return [self.pair]

    def text(self):
        return f"{self.pair.name}((void *){self.depth});"

    def run(self, m):
        with m.calling(self.site):
            self.pair.run(m, self.depth)
