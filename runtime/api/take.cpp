// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// take.cpp: see take.h.
#include "api/take.h"

#include "api/snapshot.h"
#include "core/identity.h"
#include "core/standstill.h"
#include "core/tracing.h"
#include "ledger/ledger.h"

namespace memtrace::rt {

int take_snapshot(memtrace_snapshot **out) {
  *out = nullptr;
  if (!has_counts())
    return MEMTRACE_NOT_TRACING;
  memtrace_ledger_header header;
  FoldedCounters sums = add_up_counters(&header);
  if (!sums.counters)
    return MEMTRACE_NO_MEMORY;
  enter_snapshot(&header);
  *out = make_snapshot({view_ledger_of(header), &header, sums.counters});
  give_back(&sums);
  return *out ? MEMTRACE_OK : MEMTRACE_NO_MEMORY;
}

} // namespace memtrace::rt
