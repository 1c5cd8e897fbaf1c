// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// call_costs.cpp: see call_costs.h.
#include "formats/call_costs.h"

#include <algorithm>

namespace memtrace::driver {

CallCosts::CallCosts(const Ledger &ledger, FrameTable &functions) {
  for (uint32_t i = 1; i < ledger.contexts.size(); ++i)
    if (is_used(ledger, i))
      add(ledger, functions, i);
}

void CallCosts::add(const Ledger &ledger, FrameTable &functions,
                    uint32_t context) {
  const rt::LedgerView view = ledger.view();
  stack_.clear();
  rt::Stack stack(view, context);
  for (rt::StackEntry entry; stack.next(entry);) {
    bool is_frame = entry.kind == rt::StackEntry::kFrame;
    stack_.push_back(
        {functions.of(entry), is_frame ? view.frames[entry.value].line : 0});
  }
  std::reverse(stack_.begin(), stack_.end());
  without_loops();
  Moments moments = moments_of(ledger, context);
  for (size_t i = 0; i < stack_.size(); ++i) {
    uint32_t callee = i + 1 < stack_.size() ? stack_[i + 1].function : kSelf;
    costs_[{stack_[i].function, stack_[i].line, callee}] += moments;
  }
}

void CallCosts::without_loops() {
  size_t kept = 0;
  for (const Entry entry : stack_) {
    if (entry.function >= place_.size())
      place_.resize(entry.function + size_t{1});
    if (uint32_t before = place_[entry.function]) {
      while (kept >= before)
        place_[stack_[--kept].function] = 0;
    }
    stack_[kept++] = entry;
    place_[entry.function] = static_cast<uint32_t>(kept);
  }
  stack_.resize(kept);
  for (const Entry &entry : stack_)
    place_[entry.function] = 0;
}

} // namespace memtrace::driver
