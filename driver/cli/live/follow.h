// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// follow.h: a ledger that is read again and again while a process counts in
// it. The process doesn't notice.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_FOLLOW_H
#define MEMTRACE_DRIVER_CLI_LIVE_FOLLOW_H

#include "live/baseline.h"
#include "live/process.h"
#include "model/filter.h"

#include <string>

namespace memtrace::driver {

class Follow {
public:
  // A file or the number of a process; reads it once; what
  // the filter leaves out counts nothing. Throws a Complaint.
  Follow(const std::string &name, Filter filter);

  // Once more. What can't be read stays as it was, and error() says why.
  void read();

  const Ledger &ledger() const { return ledger_; }
  const std::string &error() const { return error_; } // empty: none
  LiveClock::time_point when() const { return when_; }
  LiveClock::duration cost() const { return cost_; } // of the last reading
  // How often another run has begun in the file.
  unsigned restarts() const { return restarts_; }

  bool is_running() const;
  bool is_over() const; // nothing will ever change, unless another run begins
  std::string state() const; // `running`, `ended`, `exited with 0`, ...
  // Of the process now; 0: not known.
  uint64_t rss() const { return now_.lives() ? now_.rss : 0; }
  double uptime() const; // seconds

private:
  void take(Ledger ledger);
  bool is_same_run(const memtrace_ledger_header &header) const;
  bool has_changed() const;
  void look();

  std::string path_;
  Filter filter_;
  uint32_t pid_ = 0; // as it was given; 0: a file
  uint64_t pid_start_ = 0;
  Ledger ledger_;
  ProcessNow now_;
  std::string error_;
  LiveClock::time_point when_;
  LiveClock::duration cost_{};
  unsigned restarts_ = 0;
};

} // namespace memtrace::driver

#endif
