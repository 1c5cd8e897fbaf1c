// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// amounts.cpp: see amounts.h.
#include "views/amounts.h"

namespace memtrace::driver {

std::vector<Counted> counted_contexts(const rt::LedgerView &view,
                                      rt::SortKey sort) {
  std::vector<Counted> counted;
  for (uint32_t context = 1; context < view.context_count; ++context) {
    rt::Amount amount = rt::amount_of(view, context, sort);
    if (!rt::is_empty(amount))
      counted.push_back({context, amount});
  }
  return counted;
}

uint64_t magnitude(const rt::Amount &amount, rt::SortKey sort) {
  int64_t value = rt::is_by_blocks(sort) ? amount.blocks : amount.bytes;
  return value < 0 ? 0 - static_cast<uint64_t>(value)
                   : static_cast<uint64_t>(value);
}

} // namespace memtrace::driver
