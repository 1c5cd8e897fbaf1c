// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// moments.cpp: see moments.h.
#include "formats/moments.h"

namespace memtrace::driver {

const char *name_of(Moment moment) {
  switch (moment) {
  case Moment::kCurrent:
    return "current";
  case Moment::kTotal:
    return "total";
  case Moment::kPeak:
    break;
  }
  return "peak";
}

Moments moments_of(const Ledger &ledger, uint32_t context) {
  const memtrace_counter &counter = ledger.counters[context];
  auto of = [&](rt::SortKey key) {
    return rt::amount_of(counter, ledger.header->peak_generation, key);
  };
  return {{of(rt::SortKey::kPeak), of(rt::SortKey::kCurrent),
           of(rt::SortKey::kTotal)}};
}

bool is_used(const Ledger &ledger, uint32_t context) {
  return rt::has_event(ledger.counters[context]);
}

} // namespace memtrace::driver
