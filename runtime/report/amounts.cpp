// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// amounts.cpp: see amounts.h.
#include "report/amounts.h"

namespace memtrace::rt {
namespace {

// Counters belong to threads that may be counting.
template <typename T> T read(const T &value) {
  return __atomic_load_n(&value, __ATOMIC_RELAXED);
}

int compare_values(int64_t a, int64_t b) { return a < b ? -1 : a > b ? 1 : 0; }

} // namespace

int compare(const Amount &a, const Amount &b, SortKey key) {
  int bytes = compare_values(a.bytes, b.bytes);
  int blocks = compare_values(a.blocks, b.blocks);
  bool blocks_first = is_by_blocks(key);
  int first = blocks_first ? blocks : bytes;
  return first != 0 ? first : blocks_first ? bytes : blocks;
}

Amount amount_of(const memtrace_counter &counter, uint64_t peak_generation,
                 SortKey key) {
  if (key == SortKey::kDamaged)
    return {0, static_cast<int64_t>(read(counter.damaged_blocks))};
  Amount amount{static_cast<int64_t>(read(counter.allocated_bytes)),
                static_cast<int64_t>(read(counter.allocated_blocks))};
  if (key == SortKey::kTotal || key == SortKey::kCount)
    return amount;
  // Saved when the first event after the peak came; before it, live still is
  // what it was at the peak.
  bool at_peak = key == SortKey::kPeak || key == SortKey::kPeakCount;
  if (at_peak && read(counter.generation) >= peak_generation)
    return {read(counter.saved_bytes), read(counter.saved_blocks)};
  amount -= {static_cast<int64_t>(read(counter.freed_bytes)),
             static_cast<int64_t>(read(counter.freed_blocks))};
  return amount;
}

Amount amount_of(const LedgerView &view, uint32_t context, SortKey key) {
  Amount sum;
  uint64_t peak_generation = read(view.header->peak_generation);
  for (uint32_t slab = 0; slab < view.slab_count; ++slab)
    sum += amount_of(view.slabs[slab][context], peak_generation, key);
  return sum;
}

void add(memtrace_counter &sum, const memtrace_counter &counter,
         uint64_t peak_generation) {
  Amount at_peak{sum.saved_bytes, sum.saved_blocks};
  at_peak += amount_of(counter, peak_generation, SortKey::kPeak);
  sum.allocated_bytes += counter.allocated_bytes;
  sum.allocated_blocks += counter.allocated_blocks;
  sum.freed_bytes += counter.freed_bytes;
  sum.freed_blocks += counter.freed_blocks;
  sum.saved_bytes = at_peak.bytes;
  sum.saved_blocks = at_peak.blocks;
  sum.generation = peak_generation;
  sum.damaged_blocks += counter.damaged_blocks;
}

void complete_peak(memtrace_ledger_header &header, const memtrace_counter *sums,
                   size_t count) {
  if (!header.is_growing)
    return;
  header.is_growing = 0;
  Amount live;
  for (size_t i = 0; i < count; ++i)
    live += amount_of(sums[i], header.peak_generation, SortKey::kPeak);
  if (live.bytes > 0 && (uint64_t)live.bytes > header.peak_bytes)
    header.peak_bytes = (uint64_t)live.bytes;
}

bool has_event(const memtrace_counter &counter) {
  return (counter.allocated_bytes | counter.allocated_blocks |
          counter.freed_bytes | counter.freed_blocks |
          counter.damaged_blocks) != 0 ||
         (counter.saved_bytes | counter.saved_blocks) != 0;
}

} // namespace memtrace::rt
