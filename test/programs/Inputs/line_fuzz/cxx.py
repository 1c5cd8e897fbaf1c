# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# cxx.py: statements of the C++ library and language. Its headers are system
# headers: what they allocate belongs to the line that uses them, also after
# they have called back. Sizes are libstdc++'s.
from statements import Statement, effects_of


def rounded(size, to=8):
    return (size + to - 1) // to * to


class Container(Statement):
    """Something of the library that allocates; (text, bytes, blocks)."""
    cpp = True
    FORMS = [
        ("{{ std::vector<char> v({n}); sink = v.data(); }}",
         lambda n: n, 1),
        ("{{ std::vector<Blob<{n}>> v; for (int i = 0; i < 3; ++i) "
         "v.push_back(Blob<{n}>()), sink = v.data(); }}", lambda n: 7 * n, 3),
        ("{{ std::string s({n}, 'x'); sink = &s[0]; }}", lambda n: n + 1, 1),
        ("{{ auto p = std::make_unique<char[]>({n}); sink = p.get(); }}",
         lambda n: n, 1),
        ("{{ auto p = std::make_shared<Blob<{n}>>(); sink = p.get(); }}",
         lambda n: rounded(16 + n), 1),
        ("{{ std::list<Blob<{n}>> l; l.emplace_back(); sink = &l.back(); }}",
         lambda n: rounded(16 + n), 1),
        ("{{ std::map<int, Blob<{n}>> m; sink = &m[1]; }}",
         lambda n: rounded(32 + 4 + n), 1),
        ("{{ std::function<void()> f = [b = Blob<{n}>()] {{ sink = (void *)&b;"
         " }}; sink = &f; f(); }}", lambda n: n, 1),
        ("sink = new char[{n}];", lambda n: n, 1),
        ("sink = new Blob<{n}>;", lambda n: n, 1),
        ("sink = new (std::nothrow) char[{n}];", lambda n: n, 1),
        ("sink = new (std::align_val_t(64)) char[{n}];",
         lambda n: rounded(n, 64), 1),
        ("sink = std::allocator<Blob<{n}>>().allocate(1);", lambda n: n, 1),
    ]

    def __init__(self, random, size):
        self.form, bytes_of, self.blocks = random.choice(self.FORMS)
        self.size = size
        self.bytes = bytes_of(size)

    def text(self):
        return self.form.format(n=self.size)

    def run(self, m):
        m.charge(self.site, self.bytes, self.blocks)


class Inside(Statement):
    """A body that is called by way of the language or the library."""
    cpp = True
    # before the body, after it, how often it runs
    FORMS = [
        ("{ auto f = [&] {", "}; f(); }", 1),
        ("[&]() __attribute__((noinline)) {", "}();", 1),
        ("{ std::function<void()> f = [&] {", "}; f(); }", 1),
        ("{ struct Derived : Base { void go() override {",
         "} } object; Base *volatile base = &object; base->go(); }", 1),
        ("twice([&] {", "});", 2),
        ("{ int all[2] = {1, 2}; std::for_each(all, all + 2, [&](int) {",
         "}); }", 2),
        ("{ struct Made { Made() {", "} } made; sink = &made; }", 1),
        ("{ int two[2] = {2, 1}; armed = 1; "
         "std::sort(two, two + 2, [&](int a, int b) { if (armed) { armed = 0;",
         "} return a < b; }); }", 1),
        ("{ std::once_flag once; std::call_once(once, [&] {", "}); }", 1),
    ]

    def __init__(self, random, body):
        self.body = body
        self.before, self.behind, self.times = random.choice(self.FORMS)
        self.effects = effects_of(body)

    def bodies(self):
        return [self.body]

    def render(self, w):
        begin = w.put(self.before)
        w.block(self.body)
        self.site = w.put(self.behind)
        self.loose = [begin, self.site]

    def run(self, m):
        for _ in range(self.times):
            m.run(self.body)


class InsideThenAllocate(Statement):
    """The library calls the body and allocates when it has returned."""
    cpp = True
    # before the body, behind it, bytes; lines with a star are charged
    FORMS = [
        (["{ std::vector<Blob<{n}>> v;", "  auto make = [&] {"],
         ["  return Blob<{n}>(); };",
          "*  std::generate_n(std::back_inserter(v), 1, make);",
          "  sink = v.data(); }"], lambda n: n),
        (["{ std::vector<Blob<{n}>> v; int one = 1;",
          "  auto make = [&](int) {"],
         ["  return Blob<{n}>(); };",
          "*  std::transform(&one, &one + 1, std::back_inserter(v), make);",
          "  sink = v.data(); }"], lambda n: n),
        (["{ armed = 0; auto less = [&](int a, int b) { if (armed) {",
          "  armed = 0;"],
         ["  } return a < b; };",
          "  std::map<int, Blob<{n}>, decltype(less)> m(less);",
          "*  m[1];", "  armed = 1;",
          "*  m.insert({2, Blob<{n}>()});",
          "  sink = &m; }"], lambda n: rounded(32 + 4 + n)),
        (["{ struct Made { char x[{n}]; Made() {"], ["  } };",
          "*  auto p = std::make_shared<Made>(); sink = p.get(); }"],
         lambda n: rounded(16 + n)),
        (["{ auto get = [&](size_t n) -> void * {"],
         ["  return malloc(n); };", "*  sink = get({n}); }"], lambda n: n),
        (["{ std::function<void *(size_t)> get = [&](size_t n) -> void * {"],
         ["  return malloc(n); };", "*  sink = get({n}); }"], lambda n: n),
        (["{ struct Heap : Allocator { void *get(size_t n) override {"],
         ["  return malloc(n); } } heap;",
          "  Allocator *volatile allocator = &heap;",
          "*  sink = allocator->get({n}); }"], lambda n: n),
    ]

    def __init__(self, random, body, size):
        self.body, self.size = body, size
        self.before, self.behind, self.bytes_of = random.choice(self.FORMS)
        self.allocates_first = "make_shared" in "".join(self.behind)
        self.effects = effects_of(body)

    def bodies(self):
        return [self.body]

    def render(self, w):
        for text in self.before:
            w.put(text.replace("{n}", str(self.size)))
        w.block(self.body)
        self.charged = []
        for text in self.behind:
            site = w.put(text.lstrip("*").replace("{n}", str(self.size)))
            if text.startswith("*"):
                self.charged.append(site)
        self.site = self.charged[-1]

    def run(self, m):
        bytes = self.bytes_of(self.size)
        sites = list(self.charged)
        last = None if self.allocates_first else sites.pop()
        for site in sites:
            m.charge(site, bytes)
        with m.calling(self.charged[-1]):
            m.run(self.body)
        if last:
            m.charge(last, bytes)
