// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// diff_rows.cpp: see diff_rows.h.
#include "views/diff_rows.h"

#include "views/amounts.h"

#include <algorithm>
#include <array>

namespace memtrace::driver {
namespace {

// What rows are sorted by, the largest first: the change, then what there is
// now; bytes before blocks unless it's blocks that are asked for.
std::array<int64_t, 4> order_of(const Change &change, rt::SortKey sort) {
  rt::Amount difference = change.difference();
  auto size = [](int64_t value) {
    // The smallest of all has no opposite.
    return value == INT64_MIN ? INT64_MAX : value < 0 ? -value : value;
  };
  int64_t bytes = size(difference.bytes);
  int64_t blocks = size(difference.blocks);
  if (rt::is_by_blocks(sort))
    return {blocks, change.now.blocks, bytes, change.now.bytes};
  return {bytes, change.now.bytes, blocks, change.now.blocks};
}

} // namespace

DiffRows::DiffRows(const Pair &pair, Keys &keys, const ViewOptions &options,
                   bool all) {
  add_up(pair, keys, options.inclusive);
  count();
  drop(all);
  sort(keys, options.sort);
}

void DiffRows::add(uint32_t key, const Change &change) {
  while (rows_.size() <= key)
    rows_.push_back({static_cast<uint32_t>(rows_.size()), {}});
  rows_[key].change += change;
}

void DiffRows::add_up(const Pair &pair, Keys &keys, bool inclusive) {
  rt::LedgerView view = pair.both.view();
  std::vector<uint32_t> seen; // the last context that a key was seen in
  for (uint32_t context = 1; context < view.context_count; ++context) {
    const Change &change = pair.changes[context];
    if (rt::is_empty(change.before) && rt::is_empty(change.now))
      continue;
    total_ += change;
    if (!is_of_entries(keys.by())) {
      add(keys.of_context(context), change);
      continue;
    }
    rt::Stack stack(view, context);
    for (rt::StackEntry entry; stack.next(entry);) {
      uint32_t key = keys.of(entry);
      seen.resize(std::max(seen.size(), keys.size()));
      if (!keys.is_mark(key) && seen[key] != context)
        add(key, change);
      seen[key] = context;
      if (!inclusive)
        break;
    }
  }
}

void DiffRows::count() {
  for (const DiffRow &row : rows_) {
    bool was = !rt::is_empty(row.change.before);
    bool is = !rt::is_empty(row.change.now);
    before_ += was ? 1 : 0;
    now_ += is ? 1 : 0;
    in_both_ += was && is ? 1 : 0;
  }
}

void DiffRows::drop(bool all) {
  auto is_dropped = [all](const DiffRow &row) {
    return all ? rt::is_empty(row.change.before) && rt::is_empty(row.change.now)
               : rt::is_empty(row.change.difference());
  };
  rows_.erase(std::remove_if(rows_.begin(), rows_.end(), is_dropped),
              rows_.end());
}

void DiffRows::sort(const Keys &keys, rt::SortKey sort) {
  std::sort(
      rows_.begin(), rows_.end(), [&](const DiffRow &a, const DiffRow &b) {
        auto of_a = order_of(a.change, sort);
        auto of_b = order_of(b.change, sort);
        return of_a != of_b ? of_a > of_b : keys.compare(a.key, b.key) > 0;
      });
}

Table table_of(const DiffRows &rows, const Keys &keys,
               const ViewOptions &options) {
  Table table{keys, options};
  table.is_comparison = true;
  table.total = rows.total().now;
  table.total_change = rows.total().difference();
  Change others;
  for (const DiffRow &row : rows.rows()) {
    if (table.rows.size() < options.top) {
      table.rows.push_back({row.key, row.change.now, row.change.difference()});
      continue;
    }
    others += row.change;
    ++table.others;
  }
  if (!options.inclusive) {
    table.other_amount = others.now;
    table.other_change = others.difference();
  }
  return table;
}

} // namespace memtrace::driver
