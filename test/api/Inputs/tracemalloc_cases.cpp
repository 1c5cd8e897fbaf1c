// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tracemalloc_cases.cpp: what CPython's test_tracemalloc.py pins, of us. Each
// case has its name; docs/tracemalloc.md is the table.
#include <memtrace/memtrace.hpp>

#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>
#if __cplusplus >= 202002L
#include <ranges>
static_assert(std::ranges::contiguous_range<memtrace::statistics>);
static_assert(std::ranges::sized_range<memtrace::statistics>);
static_assert(std::ranges::forward_range<memtrace::traceback>);
#endif

using memtrace::key;
using memtrace::snapshot;
using memtrace::status;
using memtrace::when;

static const char *current_case = "";
static int failures;
#define CHECK(condition)                                                       \
  ((condition) ? (void)0                                                       \
               : (void)(++failures, std::printf("%s:%d: %s: %s\n", __FILE__,   \
                                                __LINE__, current_case,        \
                                                #condition)))

static void *volatile sink;
static const int here = __LINE__ + 2;
__attribute__((noinline)) MEMTRACE_OPAQUE static void *allocate(size_t size) {
  void *block = std::malloc(size);
  sink = block;
  return block;
}

static void snapshot_without_start() {
  CHECK(!memtrace::is_tracing());
  auto taken = snapshot::take();
  CHECK(taken.status() == status::not_tracing && !taken);
  CHECK(std::string(memtrace::text(taken.status()))
            .find("memory allocations must be traced") == 0);
  CHECK(taken.statistics(key::line).empty());
  CHECK(memtrace::traced_memory().peak == 0);
}

static void is_tracing() {
  CHECK(memtrace::start() == status::ok && memtrace::is_tracing());
  CHECK(memtrace::start() == status::ok && memtrace::is_tracing());
  memtrace::stop();
  CHECK(!memtrace::is_tracing());
  CHECK(memtrace::start() == status::ok);
}

static void get_traced_memory() {
  CHECK(memtrace::clear() == status::ok);
  void *block = allocate(1 << 20);
  auto one = memtrace::traced_memory();
  CHECK(one.current == 1 << 20 && one.peak == 1 << 20);
  std::free(block);
  auto two = memtrace::traced_memory();
  CHECK(two.current == 0 && two.peak == 1 << 20);
  CHECK(memtrace::clear() == status::ok);
  CHECK(memtrace::traced_memory().peak == 0);
}

static void clear_traces() {
  void *block = allocate(123);
  CHECK(!memtrace::traceback_of(block).empty());
  CHECK(memtrace::clear() == status::ok);
  CHECK(memtrace::traceback_of(block).empty());
  std::free(block);
  CHECK(memtrace::traced_memory().current == 0);
}

static void reset_peak() {
  CHECK(memtrace::clear() == status::ok);
  std::free(allocate(800000));
  CHECK(memtrace::traced_memory().peak == 800000);
  memtrace::reset_peak();
  CHECK(memtrace::traced_memory().peak == 0);
  void *block = allocate(1 << 20);
  CHECK(memtrace::traced_memory().peak == 1 << 20);
  std::free(block);
}

static void get_object_traceback() {
  void *block = allocate(12345);
  auto found = memtrace::traceback_of(block);
  CHECK(!found.empty() && found[0].line() == unsigned(here));
  CHECK(std::strstr(found[0].file(), "tracemalloc_cases.cpp"));
  CHECK(found[0].function().find("allocate") == 0);
  CHECK(found.format(1).find("  File \"") == 0);
  CHECK(found.format(1).find(", line " + std::to_string(here) +
                             "\n    void *block = std::malloc(size);\n") !=
        std::string::npos);
  std::free(block);
}

static void get_tracemalloc_memory() {
  CHECK(memtrace::overhead() > 0 && memtrace::frame_limit() >= 1);
}

// Ours keeps what was recorded when it stops: a snapshot after stop() is whole.
static void snapshot_after_stop() {
  CHECK(memtrace::clear() == status::ok);
  void *block = allocate(777);
  memtrace::stop();
  auto taken = snapshot::take();
  CHECK(taken && taken.totals().current.bytes == 777);
  std::free(block);
  CHECK(memtrace::traced_memory().current == 0);
  CHECK(taken.totals().current.bytes == 777);
  CHECK(memtrace::track(5, &block, 1) == status::not_tracing);
  CHECK(memtrace::start() == status::ok);
}

static void dump_and_load(const char *folder) {
  void *block = allocate(123);
  auto taken = snapshot::take();
  std::string path = std::string(folder) + "/dumped.memtrace";
  CHECK(taken.dump(path.c_str()) == status::ok);
  auto loaded = snapshot::load(path.c_str());
  CHECK(loaded.totals().current.bytes == taken.totals().current.bytes);
  auto a = taken.statistics(key::line), b = loaded.statistics(key::line);
  CHECK(!a.empty() && a.size() == b.size());
  for (size_t i = 0; i < a.size() && i < b.size(); ++i)
    CHECK(a[i].str() == b[i].str());
  for (auto &row : loaded.compare_to(taken, key::line))
    CHECK(row.size_diff == 0 && row.count_diff == 0);
  CHECK(snapshot::load("/nowhere/at.all").status() == status::no_file);
  CHECK(snapshot::load("/dev/null").status() == status::bad_file ||
        snapshot::load("/dev/null").status() == status::no_file);
  std::free(block);
}

static void fork_keeps_tracing() {
  pid_t pid = fork();
  if (pid == 0) {
    void *block = allocate(12345);
    _exit(!memtrace::is_tracing() ? 2
          : memtrace::traceback_of(block).empty() ? 3 : 0);
  }
  int ended = -1;
  waitpid(pid, &ended, 0);
  CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
}

static void track_and_untrack() {
  CHECK(memtrace::clear() == status::ok);
  int object = 0;
  CHECK(memtrace::track(5, &object, 123) == status::ok);
  auto in_domain = [] {
    return snapshot::take()
        .filter({memtrace::include(nullptr).domain(5)})
        .totals()
        .current.bytes;
  };
  CHECK(in_domain() == 123);
  CHECK(memtrace::track(5, &object, 200) == status::ok); // again: replaced
  CHECK(in_domain() == 200);
  CHECK(memtrace::traced_memory().current == 200);
  CHECK(snapshot::take().statistics(key::domain)[0].str() ==
        "domain 5: size=200 B, count=1, average=200 B");
  memtrace::untrack(5, &object);
  memtrace::untrack(5, &object);
  CHECK(in_domain() == 0);
}

static void threads() {
  CHECK(memtrace::clear() == status::ok);
  std::vector<std::thread> all;
  auto before = snapshot::take();
  for (int i = 0; i < 4; ++i)
    all.emplace_back([] {
      for (int j = 0; j < 1000; ++j)
        std::free(allocate(100));
      allocate(1000);
    });
  for (auto &one : all)
    one.join();
  auto now = snapshot::take();
  bool seen = false;
  for (auto &row : now.statistics(key::line, when::total))
    if (row.traceback()[0].line() == unsigned(here)) {
      seen = true;
      CHECK(row.size == 4 * 101000 && row.count == 4 * 1001);
    }
  CHECK(seen);
}

static void limits() {
  auto fits = memtrace::expect_peak_below(2000, [] { std::free(allocate(1000)); });
  CHECK(fits && fits.measured() && fits.bytes() == 1000);
  auto exceeds = memtrace::expect_peak_below(1000, [] { std::free(allocate(1000)); });
  CHECK(!exceeds);
  CHECK(exceeds.message().find("peak is 1000 B (1000 B), the limit below 1000 B\n") == 0);
  CHECK(exceeds.message().find("cases.cpp:" + std::to_string(here)) !=
        std::string::npos);
  CHECK(memtrace::expect_no_growth([] { std::free(allocate(9)); }));
  auto grows = memtrace::expect_no_growth([] { allocate(9); });
  CHECK(!grows && grows.bytes() == 9);
  CHECK(memtrace::expect_growth_below(10, [] { allocate(9); }));
}

static void traces_of_filter_and_size() {
  CHECK(memtrace::format_size(10240) == "10.0 KiB");
  CHECK(memtrace::format_size(0, true) == "+0 B");
  CHECK(memtrace::format_size(1048576) == "1024 KiB");
  memtrace_filter plain = memtrace::exclude("b.c", 3).all_frames();
  CHECK(!plain.inclusive && plain.line == 3 && plain.all_frames);
}

static void handles() {
  memtrace::statistics rows;
  memtrace::traceback kept;
  {
    auto taken = snapshot::take(), copy = taken;
    allocate(50);
    rows = copy.statistics(key::line, when::total);
    taken = snapshot();
    CHECK(taken.status() == status::invalid && copy);
    if (!rows.empty())
      kept = rows[0].traceback();
  }
  auto moved = std::move(rows);
  CHECK(!moved.empty() && moved.first(1).size() == 1);
  moved = memtrace::statistics();
  CHECK(kept.size() == 1 && kept[0].str().find(':') != std::string::npos);
}

int main(int, char **arguments) {
  const char *folder = arguments[1];
#define RUN(name, ...) (current_case = #name, name(__VA_ARGS__))
  RUN(snapshot_without_start);
  RUN(is_tracing);
  RUN(get_traced_memory);
  RUN(clear_traces);
  RUN(reset_peak);
  RUN(get_object_traceback);
  RUN(get_tracemalloc_memory);
  RUN(snapshot_after_stop);
  RUN(dump_and_load, folder);
  RUN(fork_keeps_tracing);
  RUN(track_and_untrack);
  RUN(threads);
  RUN(limits);
  RUN(traces_of_filter_and_size);
  RUN(handles);
  std::printf("%d failures\n", failures);
  return failures != 0;
}
