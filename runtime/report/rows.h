// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rows.h: the counters of a ledger by source line, in the order in which
// CPython's Snapshot.statistics('lineno') would have them.
#ifndef MEMTRACE_REPORT_ROWS_H
#define MEMTRACE_REPORT_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/view.h"
#include "report/writer.h"

namespace memtrace::rt {

// Memory for the time of a report. `take` answers null when there is none;
// nobody else's memory may be counted for it.
struct Scratch {
  void *(*take)(void *context, size_t bytes) = nullptr;
  void (*give_back)(void *context, void *memory, size_t bytes) = nullptr;
  void *context = nullptr;
};

enum class SortKey {
  kPeak,    // what was live at the peak, by bytes
  kCurrent, // what is live now, by bytes
  kTotal,   // what was ever allocated, by bytes
  kCount,   // what was ever allocated, by number of allocations
  kDamaged, // blocks whose last bytes were overwritten; bytes are not known
};

// Sums wrap around: what a damaged ledger says must not be undefined.
struct Amount {
  int64_t bytes = 0;
  int64_t blocks = 0;

  Amount &operator+=(const Amount &other) {
    bytes = sum(bytes, static_cast<uint64_t>(other.bytes));
    blocks = sum(blocks, static_cast<uint64_t>(other.blocks));
    return *this;
  }
  Amount &operator-=(const Amount &other) {
    bytes = sum(bytes, 0 - static_cast<uint64_t>(other.bytes));
    blocks = sum(blocks, 0 - static_cast<uint64_t>(other.blocks));
    return *this;
  }

private:
  static int64_t sum(int64_t a, uint64_t b) {
    return static_cast<int64_t>(static_cast<uint64_t>(a) + b);
  }
};

// What one counter says of one of the four.
Amount amount_of(const memtrace_counter &counter, uint64_t peak_generation,
                 SortKey key);
// The sum over all slabs for a site.
Amount amount_of(const LedgerView &view, uint32_t site, SortKey key);

// A string of the ledger; empty where the offset makes no sense.
const char *string_at(const LedgerView &view, uint32_t offset);

// A place in the source. `function` is null where the line is known.
struct Place {
  const char *file;
  const char *function;
  uint32_t line;
};

// Where a site's allocations are charged to. Sites whose indices make no
// sense (a damaged ledger) are unknown.
Place place_of(const LedgerView &view, uint32_t site);
bool is_unknown(const Place &place);

struct Row {
  Place place;
  Amount amount;
};

// One row for each place that has blocks or bytes, sorted.
class Rows {
public:
  Rows(const LedgerView &view, SortKey key, Scratch scratch);
  ~Rows();
  Rows(const Rows &) = delete;
  Rows &operator=(const Rows &) = delete;

  // False: there was no memory for them.
  bool ok() const { return ok_; }
  size_t size() const { return size_; }
  const Row &operator[](size_t index) const { return rows_[index]; }

private:
  Scratch scratch_;
  Row *rows_ = nullptr;
  size_t bytes_ = 0;
  size_t size_ = 0;
  bool ok_ = true;
};

// How the linkage names of functions are shown. As they are, when `readable`
// is null.
struct Names {
  const char *(*readable)(void *context, const char *linkage_name) = nullptr;
  void *context = nullptr;
};

// `src/lines.cpp:42`, or with a function `src/lines.cpp(main):0`.
void put_place(Writer &out, const Place &place, const Names &names);

// `src/lines.cpp:42: size=15.2 MiB, count=100000, average=159 B`, without the
// end of the line.
void put_row(Writer &out, const Row &row, const Names &names = Names());

// The first `top` rows, a line each, and a line that adds up the others.
void put_rows(Writer &out, const Rows &rows, uint64_t top, const Names &names);

} // namespace memtrace::rt

#endif
