# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# system.py: statements by which the C library or the kernel calls back:
# comparison functions, signals, threads, fibers.
from machine import OPEN, Fiber
from statements import FIBERS, YIELDS, Statement, effects_of


class Compare(Statement):
    """A comparison function that does things, once."""
    FORMS = ["{{ int two[2] = {{2, 1}}; armed = 1; "
             "qsort(two, 2, sizeof *two, compare_{u}); }}",
             "{{ int one = 1; armed = 1; "
             "bsearch(&one, &one, 1, sizeof one, compare_{u}); }}"]

    def __init__(self, random, body):
        self.body = body
        self.form = random.choice(self.FORMS)
        self.effects = effects_of(body)

    def bodies(self):
        return [self.body]

    def render_helpers(self, w):
        w.put(f"static int compare_{self.uid}(const void *a, const void *b) {{")
        w.put("  if (armed) {")
        w.put("    armed = 0;")
        w.block(self.body)
        w.put("  }")
        w.put("  return *(const int *)a - *(const int *)b;")
        w.put("}")

    def text(self):
        return self.form.format(u=self.uid)

    def run(self, m):
        with m.calling(self.site):
            m.run(self.body)


class Thread(Statement):
    """A thread, joined at once."""
    FORMS = ["plain_run_thread(enter_{u}, 0);",
             "{{ pthread_t thread; pthread_create(&thread, 0, enter_{u}, 0); "
             "pthread_join(thread, 0); }}"]

    def __init__(self, random, body):
        self.body = body
        self.form = random.choice(self.FORMS)
        self.effects = effects_of(body)

    def bodies(self):
        return [self.body]

    def render_helpers(self, w):
        w.put(f"static void *enter_{self.uid}(void *argument) {{")
        w.block(self.body)
        w.put("  return argument;")
        w.put("}")

    def text(self):
        return self.form.format(u=self.uid)

    def run(self, m):
        with m.in_thread():
            m.run(self.body)


class ThreadPlain(Statement):
    """A thread in which only a plain library allocates: its creator's line."""
    FORMS = ["plain_run_thread(plain_enter, (void *){n});",
             "{{ pthread_t thread; pthread_create(&thread, 0, plain_enter, "
             "(void *){n}); pthread_join(thread, 0); }}"]

    def __init__(self, random, size):
        self.size = size
        self.form = random.choice(self.FORMS)

    def text(self):
        return self.form.format(n=self.size)

    def run(self, m):
        # The creator's line, with what it was inlined into.
        with m.in_thread(((OPEN, 0),)):
            m.charge(self.site, self.size)


class Signal(Statement):
    """A signal whose handler does things."""

    def __init__(self, random, function):
        self.function, self.effects = function, function.effects

    def uses(self):
        return [self.function]

    def text(self):
        return f"plain_raise({self.function.name});"

    def run(self, m):
        with m.calling(self.site):
            self.function.run(m)


class Yield(Statement):
    """Leaves the fiber for a while, if it is in one."""
    effects = frozenset([YIELDS])

    def text(self):
        return "plain_yield();"

    def run(self, m):
        if m.fiber and m.fiber.is_inside():
            mine = m.targets, m.frames
            m.fiber.give_way()
            m.targets, m.frames = mine
            m.fiber.turn += 1


class RunFiber(Statement):
    """A function on a stack of its own, and what happens between its turns."""

    def __init__(self, random, function, between):
        self.function, self.between = function, between
        self.effects = effects_of(function, between) | {FIBERS}

    def bodies(self):
        return [self.between]

    def uses(self):
        return [self.function]

    def render(self, w):
        self.start = w.put(f"plain_start_fiber({self.function.name});")
        w.block(self.between)
        self.site = w.put("plain_resume();")

    def run(self, m):
        def turn():
            mine = list(m.targets), m.frames
            m.fiber.resume()
            m.targets, m.frames = mine

        def enter():
            with m.calling(self.start):
                self.function.run(m)

        m.fiber = Fiber(enter)
        turn()
        m.run(self.between)
        while not m.fiber.done:
            turn()
        m.fiber = None
