// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// key_rows.cpp: see key_rows.h.
#include "views/key_rows.h"

#include "report/rows.h"
#include "views/key_chains.h"

#include <algorithm>

namespace memtrace::driver {

KeyRows::KeyRows(const rt::LedgerView &view, Keys &keys,
                 const ViewOptions &options)
    : keys_(keys), counted_(counted_contexts(view, options.sort)) {
  add_up(view, options.inclusive);
  sort(options.sort);
}

void KeyRows::add(uint32_t key, const rt::Amount &amount) {
  while (rows_.size() <= key)
    rows_.push_back({static_cast<uint32_t>(rows_.size()), {}, 0});
  rows_[key].amount += amount;
  ++rows_[key].contexts;
}

void KeyRows::add_up(const rt::LedgerView &view, bool inclusive) {
  // The last stack, by its number from 1, that a key was seen in.
  std::vector<size_t> seen;
  size_t number = 0;
  for (const Counted &counted : counted_) {
    if (!is_of_entries(keys_.by())) {
      add(keys_.of_context(counted.context), counted.amount);
      continue;
    }
    ++number;
    rt::Stack stack(view, counted.context);
    for (rt::StackEntry entry; stack.next(entry);) {
      uint32_t key = keys_.of(entry);
      seen.resize(std::max(seen.size(), keys_.size()));
      if (!keys_.is_mark(key) && seen[key] != number)
        add(key, counted.amount);
      seen[key] = number;
      if (!inclusive)
        break;
    }
  }
}

void KeyRows::sort(rt::SortKey sort) {
  rows_.erase(
      std::remove_if(rows_.begin(), rows_.end(),
                     [](const KeyRow &row) { return is_empty(row.amount); }),
      rows_.end());
  std::sort(rows_.begin(), rows_.end(), [&](const KeyRow &a, const KeyRow &b) {
    int order = rt::compare(a.amount, b.amount, sort);
    return order != 0 ? order > 0 : keys_.compare(a.key, b.key) > 0;
  });
}

void put_key_rows(rt::Writer &out, const rt::LedgerView &view,
                  const rt::Names &names, const ViewOptions &options) {
  Keys keys(view, names, options.by);
  KeyRows key_rows(view, keys, options);
  const std::vector<KeyRow> &rows = key_rows.rows();
  KeyChains chains(view, names, keys, key_rows, options);
  for (size_t i = 0; i < rows.size() && i < options.top; ++i) {
    keys.put(out, rows[i].key);
    rt::put_sizes(out << ": ", rows[i].amount);
    out << '\n';
    chains.put_beneath(out, i);
  }
  if (rows.size() <= options.top)
    return;
  rt::Amount others;
  for (size_t i = options.top; i < rows.size(); ++i)
    others += rows[i].amount;
  // What several rows have a part in can't be added up.
  if (options.inclusive)
    out << uint64_t{rows.size() - options.top} << " other\n";
  else
    rt::put_others(out, rows.size() - options.top, others);
}

} // namespace memtrace::driver
