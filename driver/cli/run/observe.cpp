// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// observe.cpp: see observe.h.
#include "run/observe.h"

#include "reader/fold.h"
#include "reader/header.h"
#include "reader/pieces.h"

#include <cstring>
#include <fstream>
#include <string>
#include <unistd.h>

namespace memtrace::driver {
namespace {

// A free may be seen before its allocation.
uint64_t not_negative(uint64_t value) {
  return static_cast<int64_t>(value) < 0 ? 0 : value;
}

class Sums {
public:
  explicit Sums(const memtrace_ledger_header &header)
      : first_(header.first_context), end_(header.context_count) {}

  void add(uint64_t at, const char *bytes, size_t size) {
    uint64_t id = at / sizeof(memtrace_counter);
    for (size_t i = 0; i < size; i += sizeof(memtrace_counter), ++id) {
      if (id < first_ || id >= end_)
        continue;
      memtrace_counter counter;
      std::memcpy(&counter, bytes + i, sizeof counter);
      bytes_ += counter.allocated_bytes - counter.freed_bytes;
      blocks_ += counter.allocated_blocks - counter.freed_blocks;
    }
  }
  void put(memtrace_ledger_sample &sample) const {
    sample.current_bytes = not_negative(bytes_);
    sample.current_blocks = not_negative(blocks_);
  }

private:
  uint64_t first_, end_;
  uint64_t bytes_ = 0, blocks_ = 0;
};

std::vector<memtrace_ledger_live>
live_of(const Fold &fold, const memtrace_ledger_header &header) {
  std::vector<memtrace_ledger_live> live;
  fold.for_each([&](uint32_t id, const memtrace_counter &counter) {
    memtrace_ledger_live record = {};
    record.context = id;
    record.bytes =
        static_cast<int64_t>(counter.allocated_bytes - counter.freed_bytes);
    record.blocks =
        static_cast<int64_t>(counter.allocated_blocks - counter.freed_blocks);
    if (id >= header.first_context && id != 0 &&
        (record.bytes != 0 || record.blocks != 0))
      live.push_back(record);
  });
  return live;
}

} // namespace

Observation observe(Source &source, bool by_context) {
  memtrace_ledger_header header = read_header(source);
  Sums sums(header);
  Fold fold(by_context ? header.context_count : 0, header.peak_generation);
  uint64_t length = uint64_t{header.context_count} * sizeof(memtrace_counter);
  for (const Extent &extent : read_extents(source, header))
    if (extent.section == MEMTRACE_SECTION_COUNTERS)
      read_pieces(source, extent, length,
                  [&](uint64_t at, const char *bytes, size_t size) {
                    sums.add(at, bytes, size);
                    fold.add(at, bytes, size);
                  });
  Observation observation;
  sums.put(observation.sample);
  observation.live = live_of(fold, header);
  return observation;
}

uint64_t rss_of(pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/statm");
  uint64_t size = 0, resident = 0;
  in >> size >> resident;
  return in ? resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace memtrace::driver
