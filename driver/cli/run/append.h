// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// append.h: puts the time line of a run into the ledger that its process has
// left.
#ifndef MEMTRACE_DRIVER_CLI_RUN_APPEND_H
#define MEMTRACE_DRIVER_CLI_RUN_APPEND_H

#include "run/samples.h"

#include <string>
#include <vector>

namespace memtrace::driver {

// Throws a BadLedger if that isn't possible; the ledger says then what it said
// before. At any moment, and also if we are killed, it is a whole one.
void append_time_line(const std::string &path,
                      const std::vector<Observation> &observations);

} // namespace memtrace::driver

#endif
