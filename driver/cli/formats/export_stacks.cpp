// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_stacks.cpp: see export_stacks.h.
#include "formats/export_stacks.h"

#include <algorithm>

namespace memtrace::driver {

ExportStacks::ExportStacks(const Ledger &ledger, FrameTable &frames, From from)
    : index_(ledger.contexts.size()) {
  for (uint32_t i = 1; i < ledger.contexts.size(); ++i)
    if (is_used(ledger, i))
      add(ledger, frames, from, i);
  std::sort(
      stacks_.begin(), stacks_.end(),
      [this](const Stack &a, const Stack &b) { return compare(a, b) < 0; });
  merge();
}

void ExportStacks::add(const Ledger &ledger, FrameTable &frames, From from,
                       uint32_t context) {
  const rt::LedgerView view = ledger.view();
  size_t first = entries_.size();
  rt::Stack stack(view, context);
  for (rt::StackEntry entry; stack.next(entry);)
    entries_.push_back(frames.of(entry));
  if (from == From::kRoot)
    std::reverse(entries_.begin() + static_cast<ptrdiff_t>(first),
                 entries_.end());
  stacks_.push_back(
      {first, entries_.size() - first, moments_of(ledger, context), context});
}

int ExportStacks::compare(const Stack &a, const Stack &b) const {
  for (size_t i = 0; i < a.length && i < b.length; ++i)
    if (frame(a, i) != frame(b, i))
      return frame(a, i) < frame(b, i) ? -1 : 1;
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

void ExportStacks::merge() {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < stacks_.size(); ++i) {
    const Stack stack = stacks_[i];
    if (kept != 0 && compare(stacks_[kept - 1], stack) == 0)
      stacks_[kept - 1].moments += stack.moments;
    else
      stacks_[kept++] = stack;
    index_[stack.context] = kept;
  }
  stacks_.erase(stacks_.begin() + kept, stacks_.end());
}

void ExportStacks::set_current(const memtrace_ledger_live *live, size_t count) {
  constexpr auto kCurrent = static_cast<size_t>(Moment::kCurrent);
  for (Stack &stack : stacks_)
    stack.moments.amounts[kCurrent] = {};
  for (size_t i = 0; i < count; ++i)
    if (uint32_t stack = index_[live[i].context])
      stacks_[stack - 1].moments.amounts[kCurrent] +=
          {live[i].bytes, live[i].blocks};
}

} // namespace memtrace::driver
