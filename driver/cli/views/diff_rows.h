// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// diff_rows.h: what has changed between two ledgers, a row for each line,
// function or file, in the order of CPython's Snapshot.compare_to.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_DIFF_ROWS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_DIFF_ROWS_H

#include "model/pair.h"
#include "views/table.h"

#include <vector>

namespace memtrace::driver {

struct DiffRow {
  uint32_t key;
  Change change;
};

class DiffRows {
public:
  // With `all`, also the rows of what is as it was.
  DiffRows(const Pair &pair, Keys &keys, const ViewOptions &options, bool all);

  const std::vector<DiffRow> &rows() const { return rows_; }
  // Of all blocks, in whatever row they are.
  const Change &total() const { return total_; }
  // Of all keys that either ledger has anything of.
  size_t count_in_both() const { return in_both_; }
  size_t count_before() const { return before_; }
  size_t count_now() const { return now_; }

private:
  void add(uint32_t key, const Change &change);
  void add_up(const Pair &pair, Keys &keys, bool inclusive);
  void count();
  void drop(bool all);
  void sort(const Keys &keys, rt::SortKey sort);

  std::vector<DiffRow> rows_; // by key until they are sorted
  Change total_;
  size_t in_both_ = 0;
  size_t before_ = 0;
  size_t now_ = 0;
};

Table table_of(const DiffRows &rows, const Keys &keys,
               const ViewOptions &options);

} // namespace memtrace::driver

#endif
