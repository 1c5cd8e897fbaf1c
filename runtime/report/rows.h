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
};

struct Amount {
  int64_t bytes = 0;
  int64_t blocks = 0;
};

// What one counter says of one of the three.
Amount amount_of(const memtrace_counter &counter, uint64_t peak_generation,
                 SortKey key);
// The sum over all slabs for a site.
Amount amount_of(const LedgerView &view, uint32_t site, SortKey key);

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

// `src/lines.cpp:42: size=15.2 MiB, count=100000, average=159 B`, without the
// end of the line.
void put_row(Writer &out, const Row &row);

} // namespace memtrace::rt

#endif
