// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pair.h: what two ledgers say of each context.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_PAIR_H
#define MEMTRACE_DRIVER_CLI_MODEL_PAIR_H

#include "model/ledger.h"

#include <vector>

namespace memtrace::driver {

struct Change {
  rt::Amount before;
  rt::Amount now;

  Change &operator+=(const Change &other) {
    before += other.before;
    now += other.now;
    return *this;
  }
  rt::Amount difference() const {
    rt::Amount result = now;
    result -= before;
    return result;
  }
};

struct Pair {
  Ledger both;                 // without counters
  std::vector<Change> changes; // by context
};

Pair pair_of(const Ledger &before, const Ledger &now, rt::SortKey of);

} // namespace memtrace::driver

#endif
