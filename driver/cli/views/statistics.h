// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// statistics.h: what a ledger comes to as a whole, beyond its sums.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_STATISTICS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_STATISTICS_H

#include "model/ledger.h"
#include "report/rows.h"
#include "views/chart.h"

#include <cstdint>
#include <vector>

namespace memtrace::driver {

struct Statistics {
  // That allocated anything.
  uint64_t sites = 0;
  uint64_t contexts = 0;
  uint64_t lines = 0;
  uint64_t files = 0;
  uint64_t modules = 0;

  double seconds = 0; // that the process has run; 0: not known
  rt::Amount allocated;
  rt::Amount freed;

  // Of the time line.
  uint64_t samples = 0;
  uint64_t snapshots = 0;
  uint64_t began = 0;                                // time of its first sample
  const memtrace_ledger_sample *most_live = nullptr; // null: there are none
  const memtrace_ledger_sample *most_rss = nullptr;  // null: not known
};

// Valid as long as the ledger.
Statistics statistics_of(const Ledger &ledger, const rt::Names &names);

// Live bytes over time.
std::vector<ChartPoint> live_points(const Ledger &ledger);

} // namespace memtrace::driver

#endif
