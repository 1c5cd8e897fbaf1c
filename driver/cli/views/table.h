// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table.h: rows as they go into a table of any format, of one ledger or of a
// comparison of two.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_TABLE_H
#define MEMTRACE_DRIVER_CLI_VIEWS_TABLE_H

#include "views/key_rows.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace memtrace::driver {

// What stands in a table for a key: `file`, `line`, ... A stack is a list of
// its entries, innermost first.
struct Field {
  const char *name;
  std::variant<const char *, uint64_t, std::vector<std::string>> value;
};

// The names and values of one By are always the same ones.
std::vector<const char *> field_names(By by);
std::vector<Field> fields_of(const Keys &keys, uint32_t key);

struct TableRow {
  uint32_t key;
  rt::Amount amount;
  rt::Amount change; // since the older one, in a comparison
};

struct Table {
  const Keys &keys;
  ViewOptions options;
  bool is_comparison = false;
  std::vector<TableRow> rows = {}; // those that are shown, largest first
  uint64_t others = 0;             // rows that are not
  rt::Amount total = {};           // of all blocks, in whatever row they are
  rt::Amount total_change = {};
  // Of the rows that are not shown; none where rows overlap.
  std::optional<rt::Amount> other_amount = {};
  rt::Amount other_change = {};
};

Table table_of(const KeyRows &rows, const Keys &keys,
               const ViewOptions &options);

} // namespace memtrace::driver

#endif
