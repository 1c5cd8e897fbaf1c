// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// moments.cpp: see moments.h.
#include "views/moments.h"

namespace memtrace::driver {

rt::SortKey sort_key_of(Moment moment, bool by_count) {
  switch (moment) {
  case Moment::kCurrent:
    return by_count ? rt::SortKey::kCurrentCount : rt::SortKey::kCurrent;
  case Moment::kTotal:
    return by_count ? rt::SortKey::kCount : rt::SortKey::kTotal;
  case Moment::kPeak:
    break;
  }
  return by_count ? rt::SortKey::kPeakCount : rt::SortKey::kPeak;
}

Moment moment_of(rt::SortKey key) {
  for (Moment moment : {Moment::kCurrent, Moment::kTotal})
    if (key == sort_key_of(moment, rt::is_by_blocks(key)))
      return moment;
  return Moment::kPeak;
}

Moments moments_of(const Ledger &ledger, uint32_t context) {
  const memtrace_counter &counter = ledger.counters[context];
  Moments moments;
  for (Moment moment : kMoments)
    moments.amounts[static_cast<int>(moment)] = rt::amount_of(
        counter, ledger.header->peak_generation, sort_key_of(moment, false));
  return moments;
}

bool is_used(const Ledger &ledger, uint32_t context) {
  return rt::has_event(ledger.counters[context]);
}

} // namespace memtrace::driver
