// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// totals.cpp: see totals.h.
#include "report/totals.h"

#include "memtrace/abi.h"

namespace memtrace::rt {
namespace {

void add(Amount &sum, const Amount &amount) {
  sum.bytes += amount.bytes;
  sum.blocks += amount.blocks;
}

} // namespace

Totals totals_of(const LedgerView &view) {
  Totals totals;
  for (uint32_t site = 1; site < view.site_count; ++site) {
    Amount allocated = amount_of(view, site, SortKey::kTotal);
    Amount current = amount_of(view, site, SortKey::kCurrent);
    Amount at_peak = amount_of(view, site, SortKey::kPeak);
    add(totals.allocated, allocated);
    add(totals.current, current);
    add(totals.at_peak, at_peak);

    uint32_t flags = view.sites[site].flags;
    bool used = allocated.blocks != 0;
    if (is_unknown(place_of(view, site))) {
      add(totals.unknown_at_peak, at_peak);
    } else if ((flags & MEMTRACE_SITE_SYSTEM) != 0) {
      add(totals.system_at_peak, at_peak);
      totals.has_system |= used;
    } else if ((flags & MEMTRACE_SITE_NO_LINES) != 0) {
      add(totals.lineless_at_peak, at_peak);
      totals.has_lineless |= used;
    }
  }
  totals.freed = {totals.allocated.bytes - totals.current.bytes,
                  totals.allocated.blocks - totals.current.blocks};
  // In the counters, what was live at a fork counts as allocated.
  totals.inherited = {static_cast<int64_t>(view.header->inherited_bytes),
                      static_cast<int64_t>(view.header->inherited_blocks)};
  totals.allocated.bytes -= totals.inherited.bytes;
  totals.allocated.blocks -= totals.inherited.blocks;
  return totals;
}

} // namespace memtrace::rt
