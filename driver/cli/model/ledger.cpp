// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger.cpp: see ledger.h.
#include "model/ledger.h"

namespace memtrace::driver {

rt::LedgerView Ledger::view() const {
  slab_ = counters.data();
  rt::LedgerView view;
  view.header = header.get();
  view.strings = strings.data();
  view.frames = frames.data();
  view.sites = sites.data();
  view.callers = callers.data();
  view.contexts = contexts.data();
  view.site_count = static_cast<uint32_t>(sites.size());
  view.caller_count = static_cast<uint32_t>(callers.size());
  view.context_count = static_cast<uint32_t>(contexts.size());
  view.slabs = &slab_;
  view.slab_count = 1;
  return view;
}

void add(memtrace_counter &sum, const memtrace_counter &counter,
         uint64_t peak_generation) {
  rt::Amount at_peak{sum.saved_bytes, sum.saved_blocks};
  at_peak += rt::amount_of(counter, peak_generation, rt::SortKey::kPeak);
  sum.allocated_bytes += counter.allocated_bytes;
  sum.allocated_blocks += counter.allocated_blocks;
  sum.freed_bytes += counter.freed_bytes;
  sum.freed_blocks += counter.freed_blocks;
  sum.saved_bytes = at_peak.bytes;
  sum.saved_blocks = at_peak.blocks;
  sum.generation = peak_generation;
  sum.damaged_blocks += counter.damaged_blocks;
}

bool has_event(const memtrace_counter &counter) {
  return (counter.allocated_bytes | counter.allocated_blocks |
          counter.freed_bytes | counter.freed_blocks |
          counter.damaged_blocks) != 0 ||
         (counter.saved_bytes | counter.saved_blocks) != 0;
}

} // namespace memtrace::driver
