// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rows.cpp: see rows.h.
#include "report/rows.h"

#include "report/heap_sort.h"

namespace memtrace::rt {
namespace {

bool has_any(const LedgerView &view, SortKey key) {
  for (uint32_t context = 1; context < view.context_count; ++context)
    if (!is_empty(amount_of(view, context, key)))
      return true;
  return false;
}

// Each context is read once, so that all that follows agrees with itself while
// the program's other threads are counting. Gives the number of sites that
// come to something.
size_t add_up(const LedgerView &view, SortKey key, Amount *by_site) {
  for (uint32_t site = 0; site < view.site_count; ++site)
    by_site[site] = Amount();
  for (uint32_t context = 1; context < view.context_count; ++context)
    by_site[site_of(view, context)] += amount_of(view, context, key);
  size_t count = 0;
  for (uint32_t site = 1; site < view.site_count; ++site)
    count += is_empty(by_site[site]) ? 0 : 1;
  return count;
}

// Adds up neighbours with one place and drops what comes to nothing.
size_t merge(Row *rows, size_t size) {
  size_t merged = 0;
  for (size_t i = 0; i < size;) {
    Row row = rows[i++];
    for (; i < size && compare(row.place, rows[i].place) == 0; ++i)
      row.amount += rows[i].amount;
    if (!is_empty(row.amount))
      rows[merged++] = row;
  }
  return merged;
}

} // namespace

Rows::Rows(const LedgerView &view, SortKey key, Scratch scratch)
    : rows_(scratch) {
  if (!has_any(view, key))
    return;
  ScratchArray<Amount> by_site(scratch);
  ok_ = by_site.take(view.site_count);
  size_t count = ok_ ? add_up(view, key, by_site.data()) : 0;
  if (count == 0)
    return;
  ok_ = rows_.take(count);
  if (!ok_)
    return;
  for (uint32_t site = 1; site < view.site_count; ++site)
    if (!is_empty(by_site[site]))
      rows_[size_++] = {place_of(view, site), by_site[site]};
  heap_sort(rows_.data(), size_, [](const Row &a, const Row &b) {
    return compare(a.place, b.place) < 0;
  });
  size_ = merge(rows_.data(), size_);
  // Largest first; equal ones from the last place to the first, as CPython's
  // reversed sort by (size, count, traceback) leaves them.
  heap_sort(rows_.data(), size_, [key](const Row &a, const Row &b) {
    int order = compare(a.amount, b.amount, key);
    return order != 0 ? order > 0 : compare(a.place, b.place) > 0;
  });
}

void put_sizes(Writer &out, const Amount &amount) {
  out << "size=" << size_of_signed(amount.bytes) << ", count=" << amount.blocks;
  if (amount.blocks != 0)
    out << ", average=" << average_size(amount.bytes, amount.blocks);
}

void put_row(Writer &out, const Row &row, const Names &names) {
  put_place(out, row.place, names);
  put_sizes(out << ": ", row.amount);
}

void put_others(Writer &out, uint64_t count, const Amount &amount) {
  out << count << " other: " << size_of_signed(amount.bytes) << '\n';
}

} // namespace memtrace::rt
