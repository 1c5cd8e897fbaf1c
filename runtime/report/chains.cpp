// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// chains.cpp: see chains.h.
#include "report/chains.h"

#include "report/chain_text.h"
#include "report/heap_sort.h"
#include "report/stack.h"

namespace memtrace::rt {
namespace {

constexpr uint32_t kNoRow = UINT32_MAX;

// Which of the first rows each site is charged to. Nothing is looked up by
// hash: rows are found by place.
class RowOfSite {
public:
  RowOfSite(const LedgerView &view, const Rows &rows, size_t top,
            Scratch scratch)
      : rows_(rows), top_(top), by_place_(scratch), of_site_(scratch),
        ok_(by_place_.take(top) && of_site_.take(view.site_count)) {
    if (!ok_)
      return;
    for (size_t i = 0; i < top; ++i)
      by_place_[i] = static_cast<uint32_t>(i);
    heap_sort(by_place_.data(), top, [&rows](uint32_t a, uint32_t b) {
      return compare(rows[a].place, rows[b].place) < 0;
    });
    for (uint32_t site = 1; site < view.site_count; ++site)
      of_site_[site] = find(place_of(view, site));
  }

  bool ok() const { return ok_; }
  uint32_t operator[](uint32_t site) const { return of_site_[site]; }

private:
  uint32_t find(const Place &place) const {
    size_t begin = 0;
    for (size_t end = top_; begin < end;) {
      size_t middle = begin + (end - begin) / 2;
      int order = compare(rows_[by_place_[middle]].place, place);
      if (order == 0)
        return by_place_[middle];
      if (order < 0)
        begin = middle + 1;
      else
        end = middle;
    }
    return kNoRow;
  }

  const Rows &rows_;
  size_t top_;
  ScratchArray<uint32_t> by_place_;
  ScratchArray<uint32_t> of_site_;
  bool ok_;
};

bool is_same_chain(const Chain &a, const Chain &b) {
  return a.row == b.row && a.text == b.text;
}

size_t merge(Chain *chains, size_t size) {
  size_t merged = 0;
  for (size_t i = 0; i < size;) {
    Chain chain = chains[i++];
    for (; i < size && is_same_chain(chain, chains[i]); ++i)
      chain.amount += chains[i].amount;
    if (!is_empty(chain.amount))
      chains[merged++] = chain;
  }
  return merged;
}

// `size=1.2 MiB, count=3, average=419 KiB, in read_line`, the callers beneath.
void put_chain(Writer &out, const LedgerView &view, const Chain &chain,
               const Names &names) {
  put_sizes(out << "  ", chain.amount);
  Stack stack(view, chain.context);
  put_function(out, view, stack, names);
  out << '\n';
  put_callers(out, view, stack, names);
}

// Where the chains of the next row begin.
size_t end_of_row(const Chains &chains, size_t first, size_t row) {
  size_t end = first;
  while (end < chains.size() && chains[end].row == row)
    ++end;
  return end;
}

// Gives where the chains of the next row begin.
size_t put_chains_of_row(Writer &out, const LedgerView &view,
                         const Chains &chains, size_t first, size_t row,
                         const RowsShown &shown) {
  size_t end = end_of_row(chains, first, row);
  if (end - first == 1 && !has_callers(Stack(view, chains[first].context)))
    return end; // the row has said it all
  Amount others;
  for (size_t i = first; i < end; ++i)
    if (i - first < shown.chains)
      put_chain(out, view, chains[i], shown.names);
    else
      others += chains[i].amount;
  if (end - first > shown.chains)
    put_other_chains(out, end - first - shown.chains, others);
  return end;
}

} // namespace

Chains::Chains(const LedgerView &view, const Rows &rows, uint64_t top,
               SortKey key, const Names &names, Scratch scratch)
    : chains_(scratch), top_(top < rows.size() ? top : rows.size()) {
  if (top_ == 0)
    return;
  collect(view, rows, key, names, scratch);
  sort(key);
}

void Chains::collect(const LedgerView &view, const Rows &rows, SortKey key,
                     const Names &names, Scratch scratch) {
  RowOfSite row_of(view, rows, top_, scratch);
  ChainText text(view, names, scratch);
  ok_ = row_of.ok() && text.ok();
  size_t room = 0;
  for (uint32_t context = 1; ok_ && context < view.context_count; ++context)
    if (row_of[site_of(view, context)] != kNoRow &&
        !is_empty(amount_of(view, context, key)))
      ++room;
  ok_ = ok_ && (room == 0 || chains_.take(room));
  // The program's other threads may be counting: what appears between the two
  // passes has to wait for the next report.
  for (uint32_t context = 1;
       ok_ && context < view.context_count && size_ < room; ++context) {
    uint32_t row = row_of[site_of(view, context)];
    if (row == kNoRow)
      continue;
    Amount amount = amount_of(view, context, key);
    if (!is_empty(amount))
      chains_[size_++] = {amount, text.of(context), row, context};
  }
}

void Chains::sort(SortKey key) {
  heap_sort(chains_.data(), size_, [](const Chain &a, const Chain &b) {
    return a.row != b.row ? a.row < b.row : a.text < b.text;
  });
  size_ = merge(chains_.data(), size_);
  heap_sort(chains_.data(), size_, [key](const Chain &a, const Chain &b) {
    if (a.row != b.row)
      return a.row < b.row;
    int order = compare(a.amount, b.amount, key);
    return order != 0 ? order > 0 : a.text < b.text;
  });
}

bool has_callers(Stack stack) {
  StackEntry entry;
  stack.next(entry);
  return stack.next(entry);
}

void put_function(Writer &out, const LedgerView &view, Stack &stack,
                  const Names &names) {
  StackEntry entry;
  stack.next(entry);
  if (entry.kind != StackEntry::kFrame)
    return;
  uint32_t offset = view.frames[entry.value].function;
  const char *function = readable_at(view, offset, names);
  if (*function != '\0')
    (out << ", in ").foreign(function, SIZE_MAX);
}

void put_callers(Writer &out, const LedgerView &view, Stack &stack,
                 const Names &names) {
  for (StackEntry entry; stack.next(entry);) {
    put_entry(out << "    ", view, entry, names);
    out << '\n';
  }
}

void put_other_chains(Writer &out, uint64_t count, const Amount &amount) {
  out << "  " << count << (count == 1 ? " other chain: " : " other chains: ")
      << size_of_signed(amount.bytes) << '\n';
}

bool put_rows(Writer &out, const LedgerView &view, const Rows &rows,
              const RowsShown &shown, Scratch scratch) {
  Chains chains(view, rows, shown.chains != 0 ? shown.top : 0, shown.key,
                shown.names, scratch);
  Amount others;
  size_t next = 0; // chain
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i >= shown.top) {
      others += rows[i].amount;
      continue;
    }
    put_row(out, rows[i], shown.names);
    out << '\n';
    next = put_chains_of_row(out, view, chains, next, i, shown);
  }
  if (rows.size() > shown.top)
    put_others(out, rows.size() - shown.top, others);
  return chains.ok();
}

} // namespace memtrace::rt
