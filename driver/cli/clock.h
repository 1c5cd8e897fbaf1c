// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// clock.h: the time as ledgers have it.
#ifndef MEMTRACE_DRIVER_CLI_CLOCK_H
#define MEMTRACE_DRIVER_CLI_CLOCK_H

#include <cstdint>
#include <ctime>

namespace memtrace::driver {

// Nanoseconds since 1970.
inline uint64_t time_of_day() {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1000000000 +
         static_cast<uint64_t>(now.tv_nsec);
}

} // namespace memtrace::driver

#endif
