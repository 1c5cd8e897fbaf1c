// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// summary.h: what stands above the rows of `memtrace top`.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_SUMMARY_H
#define MEMTRACE_DRIVER_CLI_LIVE_SUMMARY_H

#include "live/follow.h"

#include <string>
#include <utility>
#include <vector>

namespace memtrace::driver {

// Names and values, in a line each. Nothing that a program chose is in it but
// printable text.
struct Summary {
  std::string program;
  std::string process; // `pid 42, running, 1:02`
  using Values = std::vector<std::pair<const char *, std::string>>;
  Values memory;
  Values rest;
};

// `before` is the reading before this one, or not set.
Summary summary_of(const Follow &follow, const Baseline &before,
                   const Baseline &now);

} // namespace memtrace::driver

#endif
