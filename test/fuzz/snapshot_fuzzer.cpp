// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snapshot_fuzzer.cpp: lets a program load any bytes as a snapshot, and asks of
// what is accepted all that can be asked. What is dumped of it has to be
// accepted again, and come to the same.
#include "api/dump.h"
#include "api/filter.h"
#include "api/statistics.h"
#include "api/text.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

using namespace memtrace::rt;

namespace {

void require(bool holds) {
  if (!holds)
    std::abort();
}

// Counts that promise many records which nobody wrote only take time.
bool takes_long(const uint8_t *data, size_t size) {
  constexpr uint64_t kMost = 1 << 16;
  alignas(memtrace_ledger_header) char bytes[sizeof(memtrace_ledger_header)];
  if (size < sizeof bytes)
    return false;
  std::memcpy(bytes, data, sizeof bytes);
  auto &header = *reinterpret_cast<memtrace_ledger_header *>(bytes);
  return header.string_bytes > kMost || header.frame_count > kMost ||
         header.site_count > kMost || header.caller_count > kMost ||
         header.context_count > kMost;
}

std::string path_of(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

void read_all(const memtrace_snapshot &snapshot, const memtrace_snapshot *old) {
  for (int key = MEMTRACE_BY_LINE; key <= MEMTRACE_BY_DOMAIN; ++key)
    for (int cumulative = 0; cumulative <= 1; ++cumulative) {
      memtrace_query query{static_cast<memtrace_key>(key), MEMTRACE_PEAK,
                           cumulative};
      memtrace_statistics *made = nullptr;
      if (make_statistics(snapshot, old, query, &made) != MEMTRACE_OK)
        continue;
      char text[200];
      for (size_t i = 0; i < made->count; ++i)
        format_statistic(made->rows[i], text, sizeof text);
      free_statistics(made);
    }
}

bool are_equal(const memtrace_amount &a, const memtrace_amount &b) {
  return a.bytes == b.bytes && a.blocks == b.blocks;
}

void check(memtrace_snapshot *snapshot, const std::string &dumped) {
  memtrace_filter filters[2] = {};
  filters[0].inclusive = filters[0].all_frames = 1;
  filters[0].pattern = "*[a-m]*.c?";
  filters[1].line = 7;
  memtrace_snapshot *part = nullptr;
  require(filter_snapshot(*snapshot, filters, 2, &part) == MEMTRACE_OK);
  read_all(*snapshot, nullptr);
  read_all(*snapshot, part);
  free_snapshot(part);

  require(dump_snapshot(*snapshot, dumped.c_str()) == MEMTRACE_OK);
  memtrace_snapshot *again = nullptr;
  require(load_snapshot(dumped.c_str(), &again) == MEMTRACE_OK);
  memtrace_snapshot_totals before = totals_of(*snapshot);
  memtrace_snapshot_totals after = totals_of(*again);
  require(are_equal(before.current, after.current) &&
          are_equal(before.peak, after.peak) &&
          are_equal(before.allocated, after.allocated));
  free_snapshot(again);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const std::string dumped =
      "/tmp/memtrace-snapshot-fuzzer." + std::to_string(getpid());
  static const int fd = memfd_create("ledger", MFD_CLOEXEC);
  if (takes_long(data, size))
    return 0;
  require(ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
  memtrace_snapshot *snapshot = nullptr;
  if (load_snapshot(path_of(fd).c_str(), &snapshot) == MEMTRACE_OK) {
    check(snapshot, dumped);
    unlink(dumped.c_str());
    free_snapshot(snapshot);
  }
  return 0;
}
