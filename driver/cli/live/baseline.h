// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// baseline.h: what was live at some moment, to tell what has grown since.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_BASELINE_H
#define MEMTRACE_DRIVER_CLI_LIVE_BASELINE_H

#include "model/ledger.h"

#include <chrono>
#include <vector>

namespace memtrace::driver {

using LiveClock = std::chrono::steady_clock;

class Baseline {
public:
  Baseline() = default;
  Baseline(const Ledger &ledger, LiveClock::time_point when);

  bool is_set() const { return !entries_.empty(); }
  LiveClock::time_point when() const { return when_; }
  const rt::Amount &allocated() const { return allocated_; } // in all
  const rt::Amount &current() const { return current_; }

  // For each context of a later reading, by index: what is live then less what
  // was live here.
  std::vector<rt::Amount> growth(const Ledger &ledger) const;

private:
  struct Entry {
    uint32_t id;
    rt::Amount current;
  };
  std::vector<Entry> entries_; // by id
  rt::Amount allocated_;
  rt::Amount current_;
  LiveClock::time_point when_;
};

} // namespace memtrace::driver

#endif
