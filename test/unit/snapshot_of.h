// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snapshot_of.h: snapshots of ledgers that were built by hand.
#ifndef MEMTRACE_TEST_SNAPSHOT_OF_H
#define MEMTRACE_TEST_SNAPSHOT_OF_H

#include "api/snapshot.h"
#include "api/text.h"
#include "report_ledger.h"

namespace memtrace::test {

struct FreeSnapshot {
  void operator()(memtrace_snapshot *snapshot) const {
    rt::free_snapshot(snapshot);
  }
};
using SnapshotPointer = std::unique_ptr<memtrace_snapshot, FreeSnapshot>;

// Of the ledger's first slab.
inline SnapshotPointer snapshot_of(SyntheticLedger &ledger) {
  rt::LedgerView view = ledger.view();
  std::vector<memtrace_counter> counters(view.slabs[0],
                                         view.slabs[0] + view.context_count);
  for (uint32_t id = 0; id < view.context_count; ++id) {
    rt::Amount peak = rt::amount_of(counters[id], view.header->peak_generation,
                                    rt::SortKey::kPeak);
    counters[id].saved_bytes = peak.bytes;
    counters[id].saved_blocks = peak.blocks;
    counters[id].generation = view.header->peak_generation;
  }
  return SnapshotPointer(
      rt::make_snapshot({view, view.header, counters.data()}));
}

inline std::string text_of(const memtrace_statistic &row) {
  std::string text(rt::format_statistic(row, nullptr, 0) + 1, 'x');
  rt::format_statistic(row, text.data(), text.size());
  text.pop_back();
  return text;
}

} // namespace memtrace::test

#endif
