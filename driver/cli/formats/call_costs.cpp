// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// call_costs.cpp: see call_costs.h.
#include "formats/call_costs.h"

namespace memtrace::driver {

CallCosts::CallCosts(const Ledger &ledger, FrameTable &functions) {
  for (uint32_t i = 1; i < ledger.contexts.size(); ++i)
    if (is_used(ledger, i))
      add(ledger, functions, i);
  is_called_.resize(functions.size());
  for (const auto &[function, moments] : outermost_)
    if (is_called_[function])
      costs_[{kRoot, 0, function}] += moments;
}

void CallCosts::add(const Ledger &ledger, FrameTable &functions,
                    uint32_t context) {
  const rt::LedgerView view = ledger.view();
  Moments moments = moments_of(ledger, context);
  uint32_t callee = kSelf;
  rt::Stack stack(view, context);
  for (rt::StackEntry entry; stack.next(entry);) {
    uint32_t function = functions.of(entry);
    if (function >= seen_in_.size())
      seen_in_.resize(function + size_t{1});
    if (seen_in_[function] == context)
      continue;
    seen_in_[function] = context;
    bool is_frame = entry.kind == rt::StackEntry::kFrame;
    uint32_t line = is_frame ? view.frames[entry.value].line : 0;
    costs_[{function, line, callee}] += moments;
    if (callee != kSelf) {
      if (callee >= is_called_.size())
        is_called_.resize(callee + size_t{1});
      is_called_[callee] = true;
    }
    callee = function;
  }
  outermost_[callee] += moments;
}

} // namespace memtrace::driver
