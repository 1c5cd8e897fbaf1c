// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_stacks.cpp: see export_stacks.h.
#include "formats/export_stacks.h"

#include <algorithm>

namespace memtrace::driver {

ExportStacks::ExportStacks(const Ledger &ledger, FrameTable &frames,
                           From from) {
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
      {first, entries_.size() - first, moments_of(ledger, context)});
}

int ExportStacks::compare(const Stack &a, const Stack &b) const {
  for (size_t i = 0; i < a.length && i < b.length; ++i)
    if (frame(a, i) != frame(b, i))
      return frame(a, i) < frame(b, i) ? -1 : 1;
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

void ExportStacks::merge() {
  size_t kept = 0;
  for (size_t i = 1; i < stacks_.size(); ++i)
    if (compare(stacks_[kept], stacks_[i]) == 0)
      stacks_[kept].moments += stacks_[i].moments;
    else
      stacks_[++kept] = stacks_[i];
  if (!stacks_.empty())
    stacks_.resize(kept + 1);
}

} // namespace memtrace::driver
