// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// watch.h: looks at a running program now and then. It never takes more than a
// small share of one processor, however much there is to look at.
#ifndef MEMTRACE_DRIVER_CLI_RUN_WATCH_H
#define MEMTRACE_DRIVER_CLI_RUN_WATCH_H

#include "run/own_ledger.h"
#include "run/samples.h"

#include <chrono>
#include <string>

namespace memtrace::driver {

class Watch {
public:
  struct Options {
    std::chrono::nanoseconds interval;
    size_t snapshots = 0; // at most
  };
  // `pattern`: the program's MEMTRACE_OUT; `since`: when it began, by the time
  // of day.
  Watch(const std::string &pattern, pid_t pid, uint64_t since,
        const Options &options);

  // Milliseconds until there is something to do.
  int pause() const;
  void look_if_due();

  // Of a program that has ended: finds its ledger as it is now, and takes the
  // last sample. False: there is none.
  bool finish();

  const OwnLedger &ledger() const { return ledger_; }
  const std::vector<Observation> &observations() const {
    return samples_.observations();
  }

private:
  using Clock = std::chrono::steady_clock;

  bool find();
  void look();
  uint64_t time() const;

  OwnLedger ledger_;
  pid_t pid_;
  Options options_;
  Samples samples_;
  uint64_t began_;
  Clock::time_point clock_began_;
  uint64_t start_time_ = 0; // of the ledger that the samples are of
  Clock::time_point next_;
  Clock::time_point next_snapshot_;
};

} // namespace memtrace::driver

#endif
