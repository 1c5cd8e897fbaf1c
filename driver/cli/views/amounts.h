// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// amounts.h: what is left in the contexts of a ledger by what is asked for,
// and its order.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_AMOUNTS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_AMOUNTS_H

#include "report/amounts.h"
#include "report/writer.h"

#include <cstdint>
#include <vector>

namespace memtrace::driver {

// Those that come to something.
struct Counted {
  uint32_t context;
  rt::Amount amount;
};
std::vector<Counted> counted_contexts(const rt::LedgerView &view,
                                      rt::SortKey sort);

// How much an amount is, by what it is sorted by; damaged ledgers have
// negative ones.
uint64_t magnitude(const rt::Amount &amount, rt::SortKey sort);

// `size=5002 B (+5000 B), count=2 (+1), average=2501 B`
void put_sizes(rt::Writer &out, const rt::Amount &amount,
               const rt::Amount &change);

} // namespace memtrace::driver

#endif
