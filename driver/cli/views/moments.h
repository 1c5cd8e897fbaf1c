// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// moments.h: what is counted, at each of the three moments that a ledger knows.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_MOMENTS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_MOMENTS_H

#include "model/ledger.h"
#include "report/amounts.h"

namespace memtrace::driver {

enum class Moment { kPeak, kCurrent, kTotal };

constexpr Moment kMoments[] = {Moment::kPeak, Moment::kCurrent, Moment::kTotal};

// What rows of a moment are sorted by, and the other way round.
rt::SortKey sort_key_of(Moment moment, bool by_count);
Moment moment_of(rt::SortKey key);

struct Moments {
  rt::Amount amounts[3];

  const rt::Amount &at(Moment moment) const {
    return amounts[static_cast<int>(moment)];
  }
  Moments &operator+=(const Moments &other) {
    for (Moment moment : kMoments)
      amounts[static_cast<int>(moment)] += other.at(moment);
    return *this;
  }
};

Moments moments_of(const Ledger &ledger, uint32_t context);

// Bytes, or blocks; damaged ledgers have negative ones, which no viewer can
// show: they are nothing.
inline uint64_t shown(const rt::Amount &amount, bool blocks = false) {
  int64_t value = blocks ? amount.blocks : amount.bytes;
  return value > 0 ? static_cast<uint64_t>(value) : 0;
}

// Whether anything ever was counted there.
bool is_used(const Ledger &ledger, uint32_t context);

} // namespace memtrace::driver

#endif
