// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rows.cpp: see rows.h.
#include "report/rows.h"

#include <string.h>

namespace memtrace::rt {
namespace {

constexpr const char *kUnknown = "<unknown>";

// Counters belong to threads that may be counting.
template <typename T> T read(const T &value) {
  return __atomic_load_n(&value, __ATOMIC_RELAXED);
}

// Bytes of UTF-8 compare as the code points do, which is CPython's order.
int compare(const char *a, const char *b) { return a == b ? 0 : strcmp(a, b); }

int compare(const Place &a, const Place &b) {
  if (int order = compare(a.file, b.file))
    return order;
  if (a.line != b.line)
    return a.line < b.line ? -1 : 1;
  return compare(a.function ? a.function : "", b.function ? b.function : "");
}

template <typename T> int compare_values(T a, T b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

bool place_before(const Row &a, const Row &b) {
  return compare(a.place, b.place) < 0;
}

int compare_bytes(const Row &a, const Row &b) {
  return compare_values(a.amount.bytes, b.amount.bytes);
}

int compare_blocks(const Row &a, const Row &b) {
  return compare_values(a.amount.blocks, b.amount.blocks);
}

// Largest first; equal ones from the last place to the first, as CPython's
// reversed sort by (size, count, traceback) leaves them.
bool larger(const Row &a, const Row &b) {
  int order = compare_bytes(a, b);
  if (order == 0)
    order = compare_blocks(a, b);
  if (order == 0)
    order = compare(a.place, b.place);
  return order > 0;
}

bool more_often(const Row &a, const Row &b) {
  int order = compare_blocks(a, b);
  return order != 0 ? order > 0 : larger(a, b);
}

using Before = bool (*)(const Row &, const Row &);

void sift_down(Row *rows, size_t root, size_t size, Before before) {
  Row moving = rows[root];
  for (;;) {
    size_t child = root * 2 + 1;
    if (child >= size)
      break;
    if (child + 1 < size && before(rows[child], rows[child + 1]))
      ++child;
    if (!before(moving, rows[child]))
      break;
    rows[root] = rows[child];
    root = child;
  }
  rows[root] = moving;
}

// Heapsort: in place, no recursion, never worse than n log n. That it isn't
// stable doesn't show: rows that compare equal are merged.
void sort(Row *rows, size_t size, Before before) {
  for (size_t root = size / 2; root-- > 0;)
    sift_down(rows, root, size, before);
  for (size_t last = size; last-- > 1;) {
    Row largest = rows[0];
    rows[0] = rows[last];
    rows[last] = largest;
    sift_down(rows, 0, last, before);
  }
}

bool is_empty(const Amount &amount) {
  return amount.bytes == 0 && amount.blocks == 0;
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

const char *string_at(const LedgerView &view, uint32_t offset) {
  return offset < view.header->string_bytes ? view.strings + offset : "";
}

Amount amount_of(const memtrace_counter &counter, uint64_t peak_generation,
                 SortKey key) {
  if (key == SortKey::kDamaged)
    return {0, static_cast<int64_t>(read(counter.damaged_blocks))};
  Amount amount{static_cast<int64_t>(read(counter.allocated_bytes)),
                static_cast<int64_t>(read(counter.allocated_blocks))};
  if (key == SortKey::kTotal || key == SortKey::kCount)
    return amount;
  // Saved when the first event after the peak came; before it, live still is
  // what it was at the peak.
  if (key == SortKey::kPeak && read(counter.generation) >= peak_generation)
    return {read(counter.saved_bytes), read(counter.saved_blocks)};
  amount -= {static_cast<int64_t>(read(counter.freed_bytes)),
             static_cast<int64_t>(read(counter.freed_blocks))};
  return amount;
}

Amount amount_of(const LedgerView &view, uint32_t site, SortKey key) {
  Amount sum;
  uint64_t peak_generation = read(view.header->peak_generation);
  for (uint32_t slab = 0; slab < view.slab_count; ++slab)
    sum += amount_of(view.slabs[slab][site], peak_generation, key);
  return sum;
}

Place place_of(const LedgerView &view, uint32_t site) {
  constexpr Place unknown{kUnknown, nullptr, 0};
  const memtrace_ledger_site &described = view.sites[site];
  uint64_t index = uint64_t{described.first_frame} + described.user_frame;
  if (site == MEMTRACE_UNKNOWN_SITE ||
      described.user_frame >= described.frame_count ||
      index >= view.header->frame_count)
    return unknown;

  const memtrace_ledger_frame &frame = view.frames[index];
  Place place{string_at(view, frame.file), nullptr, frame.line};
  if (*place.file == '\0') {
    place.file = kUnknown;
    place.line = 0;
  }
  const char *function = string_at(view, frame.function);
  if (place.line == 0 && *function != '\0')
    place.function = function;
  return place;
}

bool is_unknown(const Place &place) {
  return place.file == kUnknown && place.function == nullptr;
}

Rows::Rows(const LedgerView &view, SortKey key, Scratch scratch)
    : scratch_(scratch) {
  for (uint32_t site = 1; site < view.site_count; ++site)
    size_ += is_empty(amount_of(view, site, key)) ? 0 : 1;
  if (size_ == 0)
    return;
  // The program's other threads may be counting: what appears between the two
  // passes has to wait for the next report.
  size_t room = size_;
  size_ = 0;
  bytes_ = room * sizeof(Row);
  rows_ = static_cast<Row *>(scratch_.take(scratch_.context, bytes_));
  ok_ = rows_ != nullptr;
  if (!ok_)
    return;
  for (uint32_t site = 1; site < view.site_count && size_ < room; ++site) {
    Amount amount = amount_of(view, site, key);
    if (!is_empty(amount))
      rows_[size_++] = {place_of(view, site), amount};
  }
  sort(rows_, size_, place_before);
  size_ = merge(rows_, size_);
  bool by_blocks = key == SortKey::kCount || key == SortKey::kDamaged;
  sort(rows_, size_, by_blocks ? more_often : larger);
}

Rows::~Rows() {
  if (rows_ != nullptr)
    scratch_.give_back(scratch_.context, rows_, bytes_);
}

void put_place(Writer &out, const Place &place, const Names &names) {
  out.foreign(place.file, SIZE_MAX);
  if (const char *function = place.function) {
    if (names.readable != nullptr)
      function = names.readable(names.context, function);
    (out << '(').foreign(function, SIZE_MAX) << ')';
  }
  out << ':' << uint64_t{place.line};
}

void put_row(Writer &out, const Row &row, const Names &names) {
  put_place(out, row.place, names);
  out << ": size=" << size_of_signed(row.amount.bytes)
      << ", count=" << row.amount.blocks;
  if (row.amount.blocks != 0)
    out << ", average=" << average_size(row.amount.bytes, row.amount.blocks);
}

void put_rows(Writer &out, const Rows &rows, uint64_t top, const Names &names) {
  Amount others;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i >= top) {
      others += rows[i].amount;
      continue;
    }
    put_row(out, rows[i], names);
    out << '\n';
  }
  if (rows.size() > top)
    out << uint64_t{rows.size() - top}
        << " other: " << size_of_signed(others.bytes) << '\n';
}

} // namespace memtrace::rt
