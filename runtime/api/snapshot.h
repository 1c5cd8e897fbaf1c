// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// snapshot.h: what was counted up to a moment, in memory of its own: a fork, a
// clear or the end of tracing doesn't change it. Nothing of it is ever written
// again, so that any number of threads may read it.
#ifndef MEMTRACE_API_SNAPSHOT_H
#define MEMTRACE_API_SNAPSHOT_H

#include "ledger/view.h"
#include "memtrace/memtrace.h"
#include "report/amounts.h"

#include <stddef.h>

namespace memtrace::rt {

// Memory whose last user gives it back. It begins with this.
struct Shared {
  uint32_t users;
  size_t bytes;
};

// What describes contexts, shared by a snapshot and those that were filtered
// out of it. Only contexts with an event are in it, and the unknown one.
struct Catalogue {
  Shared shared;
  LedgerView view; // without counters
  memtrace_ledger_header header;
};

struct ContextAmounts {
  Amount current, peak, allocated;
};

const Amount &amount_at(const ContextAmounts &amounts, memtrace_when when);

// A counter for each context of a view that is not forgotten; saved values are
// those at the peak.
struct Counted {
  LedgerView view;
  const memtrace_ledger_header *header;
  const memtrace_counter *counters;
};

// Null: there is no memory.
memtrace_snapshot *make_snapshot(const Counted &counted);
// The same catalogue; all amounts are zero.
memtrace_snapshot *make_empty_like(const memtrace_snapshot &snapshot);
void add_user(const memtrace_snapshot *snapshot);

// See memtrace_snapshot_free() and memtrace_snapshot_totals_of() of memtrace.h.
void free_snapshot(memtrace_snapshot *snapshot);
memtrace_snapshot_totals totals_of(const memtrace_snapshot &snapshot);

} // namespace memtrace::rt

struct memtrace_snapshot {
  memtrace::rt::Shared shared;
  memtrace::rt::Catalogue *catalogue;
  memtrace::rt::ContextAmounts *amounts; // by context

  const memtrace::rt::LedgerView &view() const { return catalogue->view; }
};

#endif
