// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// totals.cpp: see totals.h.
#include "report/totals.h"

#include "memtrace/abi.h"

namespace memtrace::rt {

Totals totals_of(const LedgerView &view) {
  Totals totals;
  for (uint32_t context = 1; context < view.context_count; ++context) {
    Amount allocated = amount_of(view, context, SortKey::kTotal);
    Amount current = amount_of(view, context, SortKey::kCurrent);
    Amount at_peak = amount_of(view, context, SortKey::kPeak);
    totals.allocated += allocated;
    totals.current += current;
    totals.at_peak += at_peak;

    uint32_t site = site_of(view, context);
    uint32_t flags = view.sites[site].flags;
    bool used = allocated.blocks != 0 || at_peak.blocks != 0;
    if (is_unknown(place_of(view, site))) {
      totals.unknown_at_peak += at_peak;
    } else if ((flags & MEMTRACE_SITE_SYSTEM) != 0) {
      totals.system_at_peak += at_peak;
      totals.has_system |= used;
    } else if ((flags & MEMTRACE_SITE_NO_LINES) != 0) {
      totals.lineless_at_peak += at_peak;
      totals.has_lineless |= used;
    }
    if (site != MEMTRACE_UNKNOWN_SITE && (flags & MEMTRACE_SITE_STACKS) == 0)
      totals.stackless_allocated += allocated;
  }
  totals.inherited = {static_cast<int64_t>(view.header->inherited_bytes),
                      static_cast<int64_t>(view.header->inherited_blocks)};
  totals.freed = totals.allocated;
  totals.freed += totals.inherited;
  totals.freed -= totals.current;
  return totals;
}

uint64_t own_memory(const memtrace_ledger_header &header,
                    const Totals &totals) {
  constexpr uint64_t kTagBytes = 4;
  uint64_t tags = totals.current.blocks > 0
                      ? static_cast<uint64_t>(totals.current.blocks) * kTagBytes
                      : 0;
  return header.own_bytes + tags;
}

} // namespace memtrace::rt
