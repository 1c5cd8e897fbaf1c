// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// paths.cpp: see paths.h.
#include "views/paths.h"

#include <algorithm>

namespace memtrace::driver {

Paths::Paths(const rt::LedgerView &view, Keys &keys,
             const ViewOptions &options) {
  for (const Counted &counted : counted_contexts(view, options.sort))
    add(view, keys, counted, options);
  const uint32_t *entries = entries_.data();
  std::sort(paths_.begin(), paths_.end(), [&](const Path &a, const Path &b) {
    return std::lexicographical_compare(
        entries + a.first, entries + a.first + a.length, entries + b.first,
        entries + b.first + b.length);
  });
}

// Neighbours with one key, as of a function that calls itself, are one.
void Paths::add(const rt::LedgerView &view, Keys &keys, const Counted &counted,
                const ViewOptions &options) {
  stack_.clear();
  rt::Stack stack(view, counted.context);
  for (rt::StackEntry entry; stack.next(entry);)
    if (uint32_t key = keys.of(entry); stack_.empty() || stack_.back() != key)
      stack_.push_back(key);
  if (options.tree == Tree::kCallees)
    std::reverse(stack_.begin(), stack_.end());
  size_t length = stack_.size();
  if (length > options.depth)
    length = static_cast<size_t>(options.depth) + 1;
  paths_.push_back({entries_.size(), length, counted.amount});
  entries_.insert(entries_.end(), stack_.begin(),
                  stack_.begin() + static_cast<ptrdiff_t>(length));
}

} // namespace memtrace::driver
