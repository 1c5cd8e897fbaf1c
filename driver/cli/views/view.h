// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// view.h: other ways to look at a ledger than the rows of the report.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_VIEW_H
#define MEMTRACE_DRIVER_CLI_VIEWS_VIEW_H

#include "report/report.h"
#include "views/keys.h"

namespace memtrace::driver {

enum class Tree { kNone, kCallers, kCallees };

struct ViewOptions {
  uint64_t top = 25; // rows, or branches of one branch, at most
  rt::SortKey sort = rt::SortKey::kPeak;
  uint64_t chains = 3; // beneath each row at most
  By by = By::kLine;
  // A row counts all that its key has a part in, not only what it allocates.
  bool inclusive = false;
  Tree tree = Tree::kNone;
  uint64_t depth = 50; // levels of a tree at most
};

// Whether these are the rows that a program writes itself.
bool is_plain(const ViewOptions &options);

// `At the peak, functions and what they call:`, and what it says.
void put_view(rt::Writer &out, const rt::LedgerView &view,
              const rt::Names &names, const ViewOptions &options);

} // namespace memtrace::driver

#endif
