// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fold.h: the counters of all slabs added up, one for each site. That is what
// reports are made from; a slab alone means nothing.
#ifndef MEMTRACE_LEDGER_FOLD_H
#define MEMTRACE_LEDGER_FOLD_H

#include "memtrace/ledger.h"

namespace memtrace::rt {

// In pages of their own. Each sum has the peak's generation and what was live
// at the peak as its saved values.
struct FoldedCounters {
  memtrace_counter *counters = nullptr; // by site; null: there was no memory
  uint32_t count = 0;
};

// Of the process's ledger, as far as it was ever touched. Other threads may be
// counting.
FoldedCounters fold_counters();
void give_back(FoldedCounters *sums);

} // namespace memtrace::rt

#endif
