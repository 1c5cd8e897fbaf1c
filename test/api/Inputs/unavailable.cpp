// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdio>
#include <memtrace/memtrace.hpp>

int main() {
  std::printf("available: %d\n", memtrace::available());
  std::printf("start: %s\n", memtrace::text(memtrace::start()));
  auto taken = memtrace::snapshot::take();
  auto rows = taken.statistics(memtrace::key::line);
  bool is_none = !taken && !rows && !taken.compare_to(taken, memtrace::key::file) &&
                 !taken.filter({memtrace::exclude("*")}) &&
                 memtrace::traceback_of(&rows).empty() &&
                 taken.dump("/tmp/x") == memtrace::status::unavailable;
  memtrace::scoped_peak scope;
  std::printf("rows: %zu, peak: %d\n", rows.size(), int(scope.peak()));
  int calls = 0;
  auto check = memtrace::expect_peak_below(0, [&] { ++calls; });
  std::printf("check: %d, %s\n", bool(check) && calls == 1 && is_none,
              check.message().c_str());
}
