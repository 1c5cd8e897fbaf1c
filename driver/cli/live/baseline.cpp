// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// baseline.cpp: see baseline.h. Ids of contexts stay the same for as long as
// a process runs.
#include "live/baseline.h"

namespace memtrace::driver {
namespace {

rt::Amount amount(const memtrace_counter &counter, rt::SortKey key) {
  return rt::amount_of(counter, counter.generation, key);
}

} // namespace

Baseline::Baseline(const Ledger &ledger, LiveClock::time_point when)
    : when_(when) {
  entries_.reserve(ledger.ids.size());
  for (size_t i = 1; i < ledger.counters.size(); ++i) {
    const memtrace_counter &counter = ledger.counters[i];
    rt::Amount current = amount(counter, rt::SortKey::kCurrent);
    entries_.push_back({ledger.ids[i], current});
    current_ += current;
    allocated_ += amount(counter, rt::SortKey::kTotal);
  }
}

std::vector<rt::Amount> Baseline::growth(const Ledger &ledger) const {
  std::vector<rt::Amount> growth(ledger.counters.size());
  size_t next = 0;
  for (size_t i = 1; i < growth.size(); ++i) {
    growth[i] = amount(ledger.counters[i], rt::SortKey::kCurrent);
    while (next < entries_.size() && entries_[next].id < ledger.ids[i])
      ++next;
    if (next < entries_.size() && entries_[next].id == ledger.ids[i])
      growth[i] -= entries_[next].current;
  }
  return growth;
}

} // namespace memtrace::driver
