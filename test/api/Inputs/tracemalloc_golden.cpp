// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tracemalloc_golden.cpp: the two snapshots of CPython's create_snapshots(), by
// allocations whose lines #line makes those of a.py, b.py and c.py, and the
// texts of its statistics. Its <unknown> is tracked memory of x.py:9.
#include <cstdlib>
#include <iostream>
#include <memtrace/memtrace.hpp>

using memtrace::key;
using memtrace::snapshot;

static void *blocks[3];
static char units[4];

__attribute__((noinline)) MEMTRACE_OPAQUE static void a2(int i) {
// clang-format off
#line 2 "a.py"
  blocks[i] = std::malloc(10);
}
__attribute__((noinline)) MEMTRACE_OPAQUE static void a5(unsigned n, size_t s) {
#line 5 "a.py"
  memtrace::track(n, &units[s == 5000], s);
}
__attribute__((noinline)) static void b4(int what, unsigned n, size_t s) {
#line 4 "b.py"
  what < 3 ? a2(what) : a5(n, s);
}
static void b1() {
#line 1 "b.py"
  memtrace::track(2, &units[2], 66);
}
static void x9() {
#line 9 "x.py"
  memtrace::track(3, &units[3], 7);
}
static void c578() {
#line 578 "c.py"
  memtrace::track(4, &units[3], 400);
}
#line 100 "tracemalloc_golden.cpp"
static void print(const char *title, const memtrace::statistics &rows) {
  std::cout << title << '\n';
  for (auto &row : rows)
    std::cout << "  " << row << '\n';
}

int main() {
  if (memtrace::start() != memtrace::status::ok)
    return 1;
  for (int i = 0; i < 3; ++i)
    b4(i, 0, 0);
  b4(3, 1, 2);
  b1();
  x9();
  auto one = snapshot::take();
  memtrace::untrack(1, &units[0]);
  memtrace::untrack(2, &units[2]);
  memtrace::untrack(3, &units[3]);
  b4(3, 2, 2);
  b4(3, 2, 5000);
  c578();
  auto two = snapshot::take();
  memtrace::stop();
  one = one.filter({memtrace::include("*.py")});
  two = two.filter({memtrace::include("*.py")});
  print("line", one.statistics(key::line));
  print("line 2", two.statistics(key::line));
  print("line diff", two.compare_to(one, key::line));
  print("file", one.statistics(key::file));
  print("file diff", two.compare_to(one, key::file));
  print("domain", one.statistics(key::domain));
  print("file cumulative", one.statistics(key::file, memtrace::when::current, true));
  print("without b.py", one.filter({memtrace::exclude("b.py")}).statistics(key::line));
  print("two lines of a.py", one.filter({memtrace::include("a.py", 2), memtrace::include("a.py", 5)}).statistics(key::line));
  print("without a.py of domain 1", one.filter({memtrace::exclude("a.py").domain(1)}).statistics(key::line));
  print("any frame in b.py", one.filter({memtrace::include("b.py").all_frames()}).statistics(key::line));
  auto stacks = one.statistics(key::stack, memtrace::when::current, true);
  std::cout << "cumulative by stack: " << memtrace::text(stacks.status()) << '\n';
  auto stack = memtrace::traceback_of(blocks[0]);
  std::cout << stack.format(2) << stack.format(1) << stack.format(2, true);
}
