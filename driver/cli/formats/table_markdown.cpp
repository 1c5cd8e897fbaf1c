// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table_markdown.cpp: a table for a comment or a page, with sizes as people
// read them.
#include "formats/markdown.h"
#include "formats/table.h"
#include "text.h"
#include "views/words.h"

namespace memtrace::driver {
namespace {

std::string name_of(const Keys &keys, uint32_t key) {
  if (keys.by() != By::kStack)
    return markdown_cell(text_of([&](rt::Writer &out) { keys.put(out, key); }));
  std::string cell;
  for (const std::string &entry : keys.entries(key))
    cell += (cell.empty() ? "" : "<br>") + markdown_cell(entry);
  return cell;
}

void put_amount(rt::Writer &out, const Table &table, const rt::Amount &amount,
                const rt::Amount &change) {
  out << " | " << rt::size_of_signed(amount.bytes);
  if (table.is_comparison)
    out << " | " << signed_size_text(change.bytes).c_str();
  out << " | " << amount.blocks;
  if (table.is_comparison)
    out << " | " << (change.blocks < 0 ? "" : "+") << change.blocks;
  out << " | ";
  if (amount.blocks != 0)
    out << rt::average_size(amount.bytes, amount.blocks);
  out << " |\n";
}

} // namespace

bool write_table_markdown(const Table &table, rt::Sink sink) {
  rt::Writer out(sink);
  bool both = table.is_comparison;
  out << "| " << word_of(table.keys.by())
      << (both ? " | size | change" : " | size")
      << (both ? " | count | change" : " | count") << " | average |\n"
      << "|:--" << (both ? "|--:|--:" : "|--:") << (both ? "|--:|--:" : "|--:")
      << "|--:|\n";
  for (const TableRow &row : table.rows) {
    out << "| " << name_of(table.keys, row.key).c_str();
    put_amount(out, table, row.amount, row.change);
  }
  if (table.others != 0 && table.other_amount) {
    out << "| " << table.others << " other";
    put_amount(out, table, *table.other_amount, table.other_change);
  }
  out << "| total";
  put_amount(out, table, table.total, table.total_change);
  return out.flush();
}

} // namespace memtrace::driver
