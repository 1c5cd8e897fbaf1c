// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger.h: a ledger in memory: one counter for each context that had an event,
// and what describes these contexts. All indices in it are valid.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_LEDGER_H
#define MEMTRACE_DRIVER_CLI_MODEL_LEDGER_H

#include "ledger/view.h"
#include "report/report.h"

#include <memory>
#include <vector>

namespace memtrace::driver {

struct Ledger {
  // As it was, but its counts and strings are those of the vectors. Apart,
  // since it ends in an array without a size.
  std::unique_ptr<memtrace_ledger_header> header =
      std::make_unique<memtrace_ledger_header>();
  std::vector<char> strings;
  std::vector<memtrace_ledger_frame> frames;
  // [0] is not used and [1] is the unknown one, as in the file; the others
  // stand in the order of their ids, which are in `site_ids`.
  std::vector<memtrace_ledger_site> sites;
  std::vector<uint32_t> site_ids;
  // [0] is not used; no chain is longer than `depth` says.
  std::vector<memtrace_ledger_caller> callers;
  // [0] is not used and [1] is the unknown site's; the others stand in the
  // order of their ids, which are in `ids`.
  std::vector<memtrace_ledger_context> contexts;
  std::vector<memtrace_counter> counters;
  std::vector<uint32_t> ids;

  // The time line, if there is one. Each sample's live records are inside
  // `live`, in the order of their contexts; no two samples share any. Contexts
  // that are not above have none.
  std::vector<memtrace_ledger_sample> samples;
  std::vector<memtrace_ledger_live> live;
  // What was live at the fork that began the process, by context.
  std::vector<memtrace_ledger_live> inherited;

  rt::Fate fate = rt::Fate::kUnclear; // unless it is finished
  // Of what, if anything, the file lacks a part.
  bool lacks_anything = false;
  bool lacks_counts = false;
  bool lacks_lines = false;

  // Valid as long as the ledger is and stays where it is.
  rt::LedgerView view() const;

private:
  // What the view's array of slabs has to lie in.
  mutable const memtrace_counter *slab_ = nullptr;
};

// The executable or library that a site is in; where that isn't known, the
// program.
const char *module_of(const Ledger &ledger, uint32_t site);

// When the process ended, or when the snapshot was made; 0: not known.
uint64_t end_of(const Ledger &ledger);

} // namespace memtrace::driver

#endif
