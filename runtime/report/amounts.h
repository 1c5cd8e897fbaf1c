// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// amounts.h: what the counters of a ledger say.
#ifndef MEMTRACE_REPORT_AMOUNTS_H
#define MEMTRACE_REPORT_AMOUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/view.h"

namespace memtrace::rt {

enum class SortKey {
  kPeak,         // what was live at the peak, by bytes
  kCurrent,      // what is live now, by bytes
  kTotal,        // what was ever allocated, by bytes
  kCount,        // what was ever allocated, by number of allocations
  kPeakCount,    // what was live at the peak, by number of blocks
  kCurrentCount, // what is live now, by number of blocks
  kDamaged, // blocks whose last bytes were overwritten; bytes are not known
};

// Whether what is largest is told by blocks.
inline bool is_by_blocks(SortKey key) {
  return key == SortKey::kCount || key == SortKey::kPeakCount ||
         key == SortKey::kCurrentCount || key == SortKey::kDamaged;
}

// Sums wrap around: what a damaged ledger says must not be undefined.
struct Amount {
  int64_t bytes = 0;
  int64_t blocks = 0;

  Amount &operator+=(const Amount &other) {
    bytes = sum(bytes, static_cast<uint64_t>(other.bytes));
    blocks = sum(blocks, static_cast<uint64_t>(other.blocks));
    return *this;
  }
  Amount &operator-=(const Amount &other) {
    bytes = sum(bytes, 0 - static_cast<uint64_t>(other.bytes));
    blocks = sum(blocks, 0 - static_cast<uint64_t>(other.blocks));
    return *this;
  }

private:
  static int64_t sum(int64_t a, uint64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) + b);
  }
};

inline bool is_empty(const Amount &amount) {
  return amount.bytes == 0 && amount.blocks == 0;
}

// Below 0, 0 or above: whether `a` is less than `b` by what the key asks for
// first, and by the other value where that is equal.
int compare(const Amount &a, const Amount &b, SortKey key);

// Adds a counter to a sum. What the sum has saved is the value at the peak, and
// its generation the peak's.
void add(memtrace_counter &sum, const memtrace_counter &counter,
         uint64_t peak_generation);

// The peak of a process that only grows is what is live: enters it in the
// header of a ledger whose counters add up to these.
void complete_peak(memtrace_ledger_header &header, const memtrace_counter *sums,
                   size_t count);

// Whether anything was ever counted.
bool has_event(const memtrace_counter &counter);

// What one counter says of one of the four.
Amount amount_of(const memtrace_counter &counter, uint64_t peak_generation,
                 SortKey key);
// The sum over all slabs for a context.
Amount amount_of(const LedgerView &view, uint32_t context, SortKey key);

} // namespace memtrace::rt

#endif
