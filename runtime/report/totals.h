// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// totals.h: what the counters of a ledger come to, whatever the line.
#ifndef MEMTRACE_REPORT_TOTALS_H
#define MEMTRACE_REPORT_TOTALS_H

#include "report/rows.h"

namespace memtrace::rt {

struct Totals {
  Amount allocated;
  Amount freed;
  Amount current;
  Amount inherited; // live when the process was forked from a traced one
  Amount at_peak;   // the sum of the lines; the header has the peak itself

  // Of what was live at the peak: without any place, with a place that isn't
  // the program's own, and with one that has no line.
  Amount unknown_at_peak;
  Amount system_at_peak;
  Amount lineless_at_peak;

  // Of what was ever allocated, by modules that don't say who calls.
  Amount stackless_allocated;

  // Whether any such site has ever allocated.
  bool has_system = false;
  bool has_lineless = false;
};

Totals totals_of(const LedgerView &view);

// MemTrace's own memory in a process: what the header says, and a tag on each
// block.
uint64_t own_memory(const memtrace_ledger_header &header, const Totals &totals);

} // namespace memtrace::rt

#endif
