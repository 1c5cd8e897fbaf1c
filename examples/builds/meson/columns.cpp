// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// columns: a file like /etc/passwd, in columns of one width each.
#include "table.h"

#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>

static void print(const table &t) {
  for (size_t row = 0; row < table_rows(&t); ++row) {
    for (size_t column = 0; column + 1 < TABLE_COLUMNS; ++column)
      std::cout << std::left
                << std::setw(static_cast<int>(table_width(&t, column)) + 1)
                << table_cell(&t, row, column);
    std::cout << table_cell(&t, row, TABLE_COLUMNS - 1) << '\n';
  }
}

int main(int argc, char **argv) {
  std::ifstream in(argc > 1 ? argv[1] : "");
  if (!in) {
    std::cerr << "usage: columns FILE [DIVIDER]\n";
    return 2;
  }
  char divider = argc > 2 ? argv[2][0] : ':';
  std::unique_ptr<table, decltype(&table_free)> t(table_new(), table_free);
  for (std::string line; t && std::getline(in, line);)
    if (table_add(t.get(), line.c_str(), divider) != 0)
      t.reset();
  if (!t) {
    std::cerr << "columns: not enough memory\n";
    return 1;
  }
  print(*t);
}
