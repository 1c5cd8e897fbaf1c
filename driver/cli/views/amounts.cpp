// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// amounts.cpp: see amounts.h.
#include "views/amounts.h"

#include "text.h"

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

void put_sizes(rt::Writer &out, const rt::Amount &amount,
               const rt::Amount &change) {
  out << "size=" << rt::size_of_signed(amount.bytes) << " ("
      << signed_size_text(change.bytes).c_str() << "), count=" << amount.blocks
      << (change.blocks < 0 ? " (" : " (+") << change.blocks << ')';
  if (amount.blocks != 0)
    out << ", average=" << rt::average_size(amount.bytes, amount.blocks);
}

} // namespace memtrace::driver
