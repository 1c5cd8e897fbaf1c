// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pair.cpp: see pair.h.
#include "model/pair.h"

#include "model/combine.h"

namespace memtrace::driver {
namespace {

// Several of its contexts may be one in the pair.
void add_up(const Ledger &ledger, const std::vector<uint32_t> &places,
            rt::SortKey of, rt::Amount Change::*part,
            std::vector<Change> &changes) {
  for (size_t i = 1; i < places.size(); ++i)
    changes[places[i]].*part +=
        rt::amount_of(ledger.counters[i], ledger.header->peak_generation, of);
}

} // namespace

Pair pair_of(const Ledger &before, const Ledger &now, rt::SortKey of) {
  Combining combining;
  std::vector<uint32_t> places_before = combining.add(before);
  std::vector<uint32_t> places_now = combining.add(now);
  Pair pair;
  pair.both = combining.take();
  pair.changes.resize(pair.both.contexts.size());
  add_up(before, places_before, of, &Change::before, pair.changes);
  add_up(now, places_now, of, &Change::now, pair.changes);
  pair.both.counters.resize(pair.both.contexts.size());
  return pair;
}

} // namespace memtrace::driver
