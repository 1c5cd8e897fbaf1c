// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// key_rows.h: a row for each line, function or file, of what it allocates or
// of what it has a part in.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_KEY_ROWS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_KEY_ROWS_H

#include "views/amounts.h"
#include "views/view.h"

namespace memtrace::driver {

struct KeyRow {
  uint32_t key;
  rt::Amount amount;
  size_t contexts; // that are added up in it
};

// Which entries of a stack count for a row: the innermost one, or each.
class KeyRows {
public:
  KeyRows(const rt::LedgerView &view, Keys &keys, const ViewOptions &options);

  const std::vector<KeyRow> &rows() const { return rows_; } // largest first
  const std::vector<Counted> &counted() const { return counted_; }

private:
  void add_up(const rt::LedgerView &view, bool inclusive);
  void add(uint32_t key, const rt::Amount &amount);
  void sort(rt::SortKey sort);

  Keys &keys_;
  std::vector<Counted> counted_;
  std::vector<KeyRow> rows_; // by key until they are sorted
};

void put_key_rows(rt::Writer &out, const rt::LedgerView &view,
                  const rt::Names &names, const ViewOptions &options);

} // namespace memtrace::driver

#endif
