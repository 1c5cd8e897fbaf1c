// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// live_rows.h: the rows of `memtrace top`: what each line, function or file
// holds, and beneath those that are opened, who called.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_LIVE_ROWS_H
#define MEMTRACE_DRIVER_CLI_LIVE_LIVE_ROWS_H

#include "model/ledger.h"
#include "views/keys.h"

#include <set>
#include <string>
#include <vector>

namespace memtrace::driver {

enum class LiveSort { kCurrent, kGrowth, kBlocks, kPeak, kTotal, kCount };

struct LiveRow {
  std::string text;
  // The texts of the rows that it is beneath, and its own, a line each.
  std::string path;
  unsigned depth = 0;
  bool can_open = false;
  bool is_open = false;
  rt::Amount current;
  rt::Amount growth;
  rt::Amount peak;
  rt::Amount total;
};

// What a row is sorted by.
rt::Amount amount_of(const LiveRow &row, LiveSort sort);
bool is_by_blocks(LiveSort sort);

struct LiveView {
  By by = By::kLine;
  LiveSort sort = LiveSort::kCurrent;
  std::string filter; // of the outermost rows; without capitals it has none
  std::set<std::string> open; // paths
};

// In the order in which they are shown. `growth` as Baseline has it; empty:
// none.
std::vector<LiveRow> live_rows(const Ledger &ledger, const rt::Names &names,
                               const std::vector<rt::Amount> &growth,
                               const LiveView &view);

} // namespace memtrace::driver

#endif
