// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// samples.h: the time line of a run while it grows. However long the run is,
// it takes no more room than it was given: when it is full, every second point
// goes, and the next ones come half as often.
#ifndef MEMTRACE_DRIVER_CLI_RUN_SAMPLES_H
#define MEMTRACE_DRIVER_CLI_RUN_SAMPLES_H

#include "memtrace/ledger.h"

#include <cstddef>
#include <vector>

namespace memtrace::driver {

// What was live when it was looked at.
struct Observation {
  memtrace_ledger_sample sample = {};
  std::vector<memtrace_ledger_live> live; // by context; empty: sums only
};

class Samples {
public:
  struct Limits {
    size_t samples = 1000;
    size_t snapshots = 40;            // samples with live records
    size_t records = size_t{1} << 20; // of all snapshots together
  };
  explicit Samples(const Limits &limits) : limits_(limits) {}

  // Times that are older than the last one become that.
  void add(Observation observation);
  void clear();

  // How often every second sample, or snapshot, has gone: 2^n times as long
  // has to pass until the next one.
  unsigned halvings() const { return halvings_; }
  unsigned snapshot_halvings() const { return snapshot_halvings_; }

  const std::vector<Observation> &observations() const { return observations_; }

private:
  void halve();
  void halve_snapshots();

  Limits limits_;
  std::vector<Observation> observations_;
  size_t snapshots_ = 0;
  size_t records_ = 0;
  unsigned halvings_ = 0;
  unsigned snapshot_halvings_ = 0;
};

} // namespace memtrace::driver

#endif
