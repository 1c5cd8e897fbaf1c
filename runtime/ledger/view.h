// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// view.h: a ledger as a reader sees it. Whoever holds a ledger, the runtime
// in its own process or a command with a file, makes a view of it; all that is
// reported is computed from views.
#ifndef MEMTRACE_LEDGER_VIEW_H
#define MEMTRACE_LEDGER_VIEW_H

#include "memtrace/ledger.h"

namespace memtrace::rt {

// Pointers into a ledger that somebody else owns and may still be counting in.
// Reading is safe at any time: values are whole, sums may be a moment apart.
struct LedgerView {
  const memtrace_ledger_header *header = nullptr;
  const char *strings = nullptr;
  const memtrace_ledger_frame *frames = nullptr;
  // Of these three, [0] is not used.
  const memtrace_ledger_site *sites = nullptr;
  const memtrace_ledger_caller *callers = nullptr;
  const memtrace_ledger_context *contexts = nullptr;
  // As many as the header counts. Null: none were kept.
  const memtrace_ledger_live *inherited = nullptr;
  uint32_t site_count = 0;
  uint32_t caller_count = 0;
  uint32_t context_count = 0;
  // slab_count arrays, each readable for every id below context_count.
  const memtrace_counter *const *slabs = nullptr;
  uint32_t slab_count = 0;
};

} // namespace memtrace::rt

#endif
