// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// binary_tables.cpp: one table with the rows of all files.
#include "formats/binary.h"
#include "formats/csv.h"
#include "formats/markdown.h"

namespace memtrace::driver {
void write_binaries_csv(const BinaryFiles &files, BinaryBy by, rt::Sink sink) {
  CsvOut out(sink);
  out << "binary";
  for (const BinaryRows::Column &column : rows_of({}, by).columns)
    out << column.name;
  out.end_row();
  for (const BinaryFile &file : files)
    for (const auto &cells : rows_of(file, by).rows) {
      out << file.path.c_str();
      for (const std::string &cell : cells)
        out << cell.c_str();
      out.end_row();
    }
  out.flush();
}

void write_binaries_markdown(const BinaryFiles &files, BinaryBy by,
                             rt::Sink sink) {
  rt::Writer out(sink);
  const BinaryRows empty = rows_of({}, by);
  out << "| binary |";
  for (const BinaryRows::Column &column : empty.columns)
    out << ' ' << column.name << " |";
  out << "\n|:--|";
  for (const BinaryRows::Column &column : empty.columns)
    out << (column.is_number ? "--:|" : ":--|");
  out << '\n';
  for (const BinaryFile &file : files)
    for (const auto &cells : rows_of(file, by).rows) {
      out << "| " << markdown_cell(file.path).c_str() << " |";
      for (size_t i = 0; i < cells.size(); ++i)
        out << ' '
            << (empty.columns[i].is_number ? cells[i] : markdown_cell(cells[i]))
                   .c_str()
            << " |";
      out << '\n';
    }
  out.flush();
}

} // namespace memtrace::driver
