// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table_csv.cpp: a table as RFC 4180 has it: commas, and quotes around what
// needs them. The others and the total are left out, so that a column adds up.
#include "formats/csv.h"
#include "formats/table.h"

namespace memtrace::driver {
namespace {

void put(CsvOut &out, const Field &field) {
  if (auto *text = std::get_if<const char *>(&field.value)) {
    out << *text;
  } else if (auto *number = std::get_if<uint64_t>(&field.value)) {
    out << *number;
  } else {
    std::string stack;
    for (const std::string &entry : std::get<2>(field.value))
      stack += (stack.empty() ? "" : " < ") + entry;
    out << stack.c_str();
  }
}

} // namespace

bool write_table_csv(const Table &table, rt::Sink sink) {
  CsvOut out(sink);
  for (const char *name : field_names(table.keys.by()))
    out << name;
  out << "bytes" << "blocks";
  if (table.is_comparison)
    out << "bytes_change" << "blocks_change";
  out.end_row();
  for (const TableRow &row : table.rows) {
    for (const Field &field : fields_of(table.keys, row.key))
      put(out, field);
    out << row.amount.bytes << row.amount.blocks;
    if (table.is_comparison)
      out << row.change.bytes << row.change.blocks;
    out.end_row();
  }
  return out.flush();
}

} // namespace memtrace::driver
