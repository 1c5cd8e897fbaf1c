// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// process.h: what /proc says of a process at the moment.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_PROCESS_H
#define MEMTRACE_DRIVER_CLI_LIVE_PROCESS_H

#include <cstdint>

namespace memtrace::driver {

struct ProcessNow {
  char state = 0;     // as in ps; 0: there is none
  uint64_t start = 0; // clock ticks since boot
  uint64_t rss = 0;   // bytes

  bool lives() const { return state != 0 && state != 'Z' && state != 'X'; }
};
ProcessNow look_at(uint32_t pid);

} // namespace memtrace::driver

#endif
