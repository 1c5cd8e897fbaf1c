// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// amounts.h: what was counted for something, and whether it looks like a
// container that grew.
#ifndef MEMTRACE_DRIVER_CLI_HINTS_AMOUNTS_H
#define MEMTRACE_DRIVER_CLI_HINTS_AMOUNTS_H

#include "report/amounts.h"

namespace memtrace::driver::hints {

struct Amounts {
  rt::Amount allocated;
  rt::Amount current;
  rt::Amount peak;

  Amounts &operator+=(const Amounts &other);
  // At the peak.
  double bytes() const { return static_cast<double>(peak.bytes); }
  double blocks() const { return static_cast<double>(peak.blocks); }
};

// When a container has no room, it takes a larger block, and frees the one it
// has: of all those blocks the last is much larger than the average.
struct Growth {
  bool is_clear = false;
  bool is_single = false; // all blocks are steps of one container
  double outgrown_blocks = 0;
  double outgrown_bytes = 0;
};
Growth growth_of(const Amounts &amounts);

// Whether the last block of a growth is as large as a power of two. Vectors of
// numbers are; text never is: libstdc++'s strings have one byte more, libc++'s
// and what getline() makes are multiples of 3 or 15.
bool is_power_of_two(const Amounts &growth);

} // namespace memtrace::driver::hints

#endif
