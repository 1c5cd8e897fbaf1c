// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// key_chains.cpp: see key_chains.h.
#include "views/key_chains.h"

#include "hash.h"
#include "report/chains.h"

#include <algorithm>
#include <tuple>

namespace memtrace::driver {
namespace {

constexpr uint32_t kNoRow = UINT32_MAX;
// On the average; what a stack has more waits for the next pass.
constexpr size_t kChainsOfContext = 4;

} // namespace

KeyChains::KeyChains(const rt::LedgerView &view, const rt::Names &names,
                     Keys &keys, const KeyRows &rows,
                     const ViewOptions &options)
    : view_(view), names_(names), keys_(keys), frames_(view, names, By::kFrame),
      rows_(rows), options_(options),
      is_wanted_(keys.by() == By::kStack ||
                 (options.chains != 0 && view.header->frames_kept > 1)) {}

void KeyChains::collect(size_t first_row) {
  const std::vector<KeyRow> &rows = rows_.rows();
  size_t shown = std::min<uint64_t>(rows.size(), options_.top);
  size_t most = rows_.counted().size() * kChainsOfContext;
  row_of_key_.assign(keys_.size(), kNoRow);
  begin_ = end_ = first_row;
  size_t count = 0;
  do {
    count += rows[end_].contexts;
    row_of_key_[rows[end_].key] = static_cast<uint32_t>(end_);
  } while (++end_ < shown && count + rows[end_].contexts <= most);

  chains_.clear();
  next_ = 0;
  last_of_row_.assign(end_ - begin_, 0);
  for (const Counted &counted : rows_.counted())
    collect_from(counted);
  merge();
}

uint32_t KeyChains::row_of(const rt::StackEntry &entry) {
  return row_of(keys_.of(entry));
}

uint32_t KeyChains::row_of(uint32_t key) const {
  return key < row_of_key_.size() ? row_of_key_[key] : kNoRow;
}

void KeyChains::collect_from(const Counted &counted) {
  entries_.clear();
  rt::Stack stack(view_, counted.context);
  for (rt::StackEntry entry; stack.next(entry);) {
    bool counts = options_.inclusive || entries_.empty();
    uint32_t row = !counts ? kNoRow
                   : is_of_entries(keys_.by())
                       ? row_of(entry)
                       : row_of(keys_.of_context(counted.context));
    entries_.push_back({row, frames_.of(entry)});
  }
  uint64_t text = 0;
  for (size_t i = entries_.size(); i-- > 0;) {
    text = mix(text, entries_[i].frame);
    uint32_t row = entries_[i].row;
    if (row == kNoRow || last_of_row_[row - begin_] == counted.context)
      continue;
    last_of_row_[row - begin_] = counted.context;
    chains_.push_back(
        {row, counted.context, static_cast<uint32_t>(i), text, counted.amount});
  }
}

void KeyChains::merge() {
  std::sort(chains_.begin(), chains_.end(),
            [](const KeyChain &a, const KeyChain &b) {
              return std::tie(a.row, a.text) < std::tie(b.row, b.text);
            });
  size_t merged = 0;
  for (size_t i = 0; i < chains_.size();) {
    KeyChain chain = chains_[i++];
    for (; i < chains_.size() && chains_[i].row == chain.row &&
           chains_[i].text == chain.text;
         ++i)
      chain.amount += chains_[i].amount;
    if (!rt::is_empty(chain.amount))
      chains_[merged++] = chain;
  }
  chains_.resize(merged);
  std::sort(chains_.begin(), chains_.end(),
            [&](const KeyChain &a, const KeyChain &b) {
              if (a.row != b.row)
                return a.row < b.row;
              int order = rt::compare(a.amount, b.amount, options_.sort);
              return order != 0 ? order > 0 : a.text < b.text;
            });
}

void KeyChains::put_beneath(rt::Writer &out, size_t row) {
  if (!is_wanted_)
    return;
  if (keys_.by() == By::kStack) {
    put_stack(out, keys_[rows_.rows()[row].key].context);
    return;
  }
  if (row >= end_)
    collect(row);
  size_t first = next_;
  while (next_ < chains_.size() && chains_[next_].row == row)
    ++next_;
  if (next_ - first == 1 && adds_nothing(chains_[first]))
    return;
  rt::Amount others;
  for (size_t i = first; i < next_; ++i)
    if (i - first < options_.chains)
      put(out, chains_[i]);
    else
      others += chains_[i].amount;
  if (next_ - first > options_.chains)
    rt::put_other_chains(out, next_ - first - options_.chains, others);
}

// The row has the amount already.
void KeyChains::put_stack(rt::Writer &out, uint32_t context) const {
  rt::Stack stack(view_, context);
  for (rt::StackEntry entry; stack.next(entry);) {
    rt::put_entry(out << "    ", view_, entry, names_);
    out << '\n';
  }
}

rt::Stack KeyChains::stack_of(const KeyChain &chain) const {
  rt::Stack stack(view_, chain.context);
  rt::StackEntry entry;
  for (uint32_t i = 0; i < chain.first; ++i)
    stack.next(entry);
  return stack;
}

bool KeyChains::adds_nothing(const KeyChain &chain) const {
  rt::Stack stack = stack_of(chain);
  rt::StackEntry entry;
  stack.next(entry);
  bool is_in_row = options_.by == By::kLine || options_.by == By::kSite ||
                   entry.kind == rt::StackEntry::kUnknown;
  return is_in_row && !stack.next(entry);
}

void KeyChains::put(rt::Writer &out, const KeyChain &chain) const {
  rt::put_sizes(out << "  ", chain.amount);
  rt::Stack stack = stack_of(chain);
  if (options_.by == By::kLine || options_.by == By::kSite) {
    rt::put_function(out, view_, stack, names_);
  } else {
    rt::StackEntry entry;
    stack.next(entry);
    if (entry.kind == rt::StackEntry::kFrame)
      rt::put_entry(out << ", at ", view_, entry, names_);
  }
  out << '\n';
  rt::put_callers(out, view_, stack, names_);
}

} // namespace memtrace::driver
