// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rows.h: the counters of a ledger by source line, in the order in which
// CPython's Snapshot.statistics('lineno') would have them.
#ifndef MEMTRACE_REPORT_ROWS_H
#define MEMTRACE_REPORT_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/view.h"
#include "report/amounts.h"
#include "report/places.h"
#include "report/scratch.h"
#include "report/writer.h"

namespace memtrace::rt {

struct Row {
  Place place;
  Amount amount;
};

// One row for each place that has blocks or bytes, sorted.
class Rows {
public:
  Rows(const LedgerView &view, SortKey key, Scratch scratch);
  Rows(const Rows &) = delete;
  Rows &operator=(const Rows &) = delete;

  // False: there was no memory for them.
  bool ok() const { return ok_; }
  size_t size() const { return size_; }
  const Row &operator[](size_t index) const { return rows_[index]; }

private:
  ScratchArray<Row> rows_;
  size_t size_ = 0;
  bool ok_ = true;
};

// `src/lines.cpp:42: size=15.2 MiB, count=100000, average=159 B`, without the
// end of the line.
void put_row(Writer &out, const Row &row, const Names &names = Names());
// `size=15.2 MiB, count=100000, average=159 B`
void put_sizes(Writer &out, const Amount &amount);

// `3 other: 1.2 MiB`, and the end of the line.
void put_others(Writer &out, uint64_t count, const Amount &amount);

} // namespace memtrace::rt

#endif
