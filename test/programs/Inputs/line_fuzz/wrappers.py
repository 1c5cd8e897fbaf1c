# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# wrappers.py: functions that hand memory to their callers, in the shapes that
# the rule of transparent wrappers knows, and some that look like it and are
# none. run() is told the site of whoever is charged.
from functions import ATTRIBUTES
from statements import effects_of


class Source:
    """Where a wrapper has its memory from: an expression of {n}, the size, and
    for an out-parameter {p}. By way of a table of function pointers, if it is
    given a name for one."""

    def __init__(self, text, wrapper=None, table=None):
        self.text, self.wrapper, self.table = text, wrapper, table
        if table:
            self.text = f"{table}[zero]({{n}})"

    def render_helpers(self, w):
        if self.table:
            w.put(f"static maker *volatile {self.table}[1] = "
                  f"{{{self.wrapper.name}}};")

    def run(self, m, site, size):
        if self.wrapper:
            self.wrapper.run(m, site, size)
        else:
            m.charge(site, size)


class Wrapper:
    """Statements before and after may be of any kind: they are the wrapper's
    own, on its own lines."""
    WAYS = []            # how it is called
    FORMS = []           # its body; AFTER stands for the statements after
    parameters = result = None
    given = "n"          # the size, in terms of the parameters
    has_extra = True     # may ask for more than it was asked for
    pointer = "&p"       # where an out-parameter source stores

    def __init__(self, random, name, unit, source, before, after):
        self.name, self.unit, self.source = name, unit, source
        self.before, self.after = before, after
        self.attribute = random.choice(ATTRIBUTES)
        self.may_be_static = random.random() < .3
        self.extra = random.choice([0, 0, 8, 16]) if self.has_extra else 0
        self.form = random.choice(self.FORMS)
        if "p + 8" in "".join(self.form):
            self.extra = 16   # for the part that is skipped
        self.effects = effects_of(before, after, *self.uses())

    def uses(self):
        return [self.source.wrapper] if self.source.wrapper else []

    def bodies(self):
        return [self.before, self.after]

    def prototypes(self):
        return [f"{self.result}{self.name}({self.parameters})"]

    def size(self):
        size = self.given
        return f"{size} + {self.extra}" if self.extra else size

    def call_text(self, size, way):
        return way.format(f=self.name, n=size)

    def render(self, w, linkage):
        w.helpers(self.before, self.after)
        self.source.render_helpers(w)
        w.put(f"{linkage}{self.attribute}{self.prototypes()[0]} {{")
        w.block(self.before)
        source = self.source.text.format(n=self.size(), p=self.pointer)
        for text in self.form:
            if text == "AFTER":
                w.block(self.after)
                continue
            site = w.put("  " + text.replace("SOURCE", source)
                         .replace("SIZE", self.size()))
            if "SOURCE" in text:
                self.own_site = site
        w.put("}")

    @property
    def loose(self):
        """No frame, but where it was inlined."""
        return [self.own_site]

    def run(self, m, site, size):
        with m.calling(site):
            m.run(self.before)
        self.source.run(m, site, size + self.extra)
        with m.calling(site):
            m.run(self.after)

    def run_for_itself(self, m, site, size):
        with m.calling(site):
            m.run(self.before)
            self.source.run(m, self.own_site, size + self.extra)
            m.run(self.after)


class Returning(Wrapper):
    """void *f(size_t n)"""
    result, parameters = "void *", "size_t n"
    WAYS = ["sink = {f}({n});", "sink = {f}({n});",
            "{{ maker *volatile make = {f}; sink = make({n}); }}"]
    FORMS = [
        ["void *p = SOURCE;", "AFTER", "return p;"],
        ["void *p = SOURCE;", "if (!p) abort();", "AFTER", "return p;"],
        ["if (n == 0) n = 1;", "AFTER", "return SOURCE;"],
        ["AFTER", "return SOURCE;"],
        ["char *p = (char *)SOURCE;", "AFTER", "return p ? p + 8 : 0;"],
        ["AFTER", "if (n > 7) return SOURCE;", "return 0;"],
        ["AFTER", "for (;;) {",
         "  void *p = SOURCE; if (p) return p; if (zero) abort(); }"],
        ["maker *const makers[] = {plain_alloc, malloc}; (void)makers;",
         "AFTER", "return SOURCE;"],
    ]


class ReturningFromStruct(Returning):
    """The same with a plain structure on the way."""
    FORMS = [
        ["struct { maker *make; void *made; } state = {plain_alloc, 0};",
         "state.made = SOURCE;", "AFTER", "return state.made;"]]


class ReturningFromOut(Returning):
    """The same with an out-parameter inside."""
    FORMS = [
        ["void *p = 0;", "if (SOURCE) return 0;", "AFTER", "return p;"],
        ["void *p = 0; int error = SOURCE;", "AFTER",
         "return error ? 0 : p;"],
    ]


class Out(Wrapper):
    """int f(void **out, size_t n)"""
    result, parameters = "int ", "void **out, size_t n"
    WAYS = ["{{ void *p; if (!{f}(&p, {n})) sink = p; }}",
            "{{ int (*volatile get)(void **, size_t) = {f}; void *p; "
            "if (!get(&p, {n})) sink = p; }}",
            "{{ struct {{ void *data; }} s; {f}(&s.data, {n}); "
            "sink = s.data; }}"]
    FORMS = [
        ["*out = SOURCE;", "AFTER", "return !*out;"],
        ["void *p = SOURCE;", "if (!p) return 12;", "AFTER", "*out = p;",
         "return 0;"],
    ]


class OutFromOut(Out):
    FORMS = [
        ["AFTER", "return SOURCE;"],
        ["int error = SOURCE;", "AFTER", "return error;"],
    ]

    pointer = "out"


class OutFromLocal(Out):
    FORMS = [["void *p = 0; int error = SOURCE;", "AFTER",
              "*out = p; return error;"]]


class Resizing(Wrapper):
    """void *f(void *context, void *p, size_t old, size_t n), and back"""
    result = "void *"
    parameters = "void *context, void *p, size_t old, size_t n"
    WAYS = ["sink = {f}(0, 0, 0, {n});",
            "sink = {f}(0, {f}(0, 0, 0, {n}), {n}, {n});"]
    FORMS = [
        ["(void)context, (void)old;", "if (n == 0) { free(p); return 0; }",
         "p = SOURCE;", "AFTER", "return p;"],
        ["(void)context, (void)old;", "if (n == 0) { free(p); return 0; }",
         "AFTER", "return SOURCE;"],
    ]


class ResizingByMalloc(Resizing):
    FORMS = [
        ["(void)context;", "if (n == 0) { free(p); return 0; }",
         "void *q = SOURCE;", "if (q && p) memcpy(q, p, old < n ? old : n);",
         "AFTER", "return q;"]]


class Text(Wrapper):
    """char *f(const char *s)"""
    result, parameters, given = "char *", "const char *s", "n"
    WAYS = ["sink = {f}(plain_text({n}));"]
    FORMS = [
        ["size_t n = strlen(s) + 1;", "char *p = (char *)SOURCE;", "AFTER",
         "if (p) memcpy(p, s, n); return p;"],
        ["size_t n = strlen(s) + 1;", "char *p = (char *)SOURCE;", "AFTER",
         "return p ? strcpy(p, s) : 0;"],
    ]


class TextByText(Text):
    given, has_extra = "s", False
    FORMS = [["char *p = SOURCE;", "AFTER", "return p;"],
             ["AFTER", "return SOURCE;"]]


class Pool(Wrapper):
    """void *f(struct pool *pool): the size is the pool's"""
    result, parameters, given = "void *", "struct pool *pool", "pool->size"
    WAYS = ["{{ struct pool pool = {{{n}}}; sink = {f}(&pool); }}"]
    FORMS = [["void *p = SOURCE;", "AFTER", "return p;"],
             ["AFTER", "return SOURCE;"]]


# What follows is charged for itself.


class Factory(Wrapper):
    """struct node *f(size_t number): as large as a node is"""
    result, parameters = "struct node *", "size_t number"
    has_extra, loose = False, ()
    WAYS = ["sink = {f}({n});"]
    FORMS = [
        ["struct node *p = (struct node *)SOURCE;",
         "if (p) p->number = number;", "AFTER", "return p;"]]

    def __init__(self, random, name, unit, source, before, after, size):
        Wrapper.__init__(self, random, name, unit, source, before, after)
        self.own_size = size
        self.given = str(size)

    def run(self, m, site, size):
        self.run_for_itself(m, site, self.own_size)


class Keeper(Wrapper):
    """void f(struct buffer *b, size_t n): keeps the block in a structure"""
    result, parameters = "void ", "struct buffer *b, size_t n"
    loose = ()
    WAYS = ["{{ struct buffer b = {{0, 0}}; {f}(&b, {n}); sink = b.data; }}"]
    FORMS = [["b->data = SOURCE;", "AFTER", "b->size = n;"]]

    def run(self, m, site, size):
        self.run_for_itself(m, site, size)
