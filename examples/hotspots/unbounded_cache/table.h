// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table.h: the rows of UnicodeData.txt, found in the file by bisection. That
// takes some twenty reads, so that one would rather not ask twice.
#ifndef MEMTRACE_EXAMPLES_TABLE_H
#define MEMTRACE_EXAMPLES_TABLE_H

#include <cstdlib>
#include <fstream>
#include <string>

class Table {
public:
  explicit Table(const char *path) : in_(path, std::ios::ate) {
    size_ = in_ ? static_cast<long>(in_.tellg()) : 0;
  }
  bool is_open() const { return in_.is_open(); }

  /// The row of a character, empty if it has none; until the next call.
  const std::string &row_of(unsigned code) {
    long low = 0, high = size_;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (read_row_from(middle) && code_of(row_) < code)
        low = static_cast<long>(in_.tellg());
      else
        high = middle;
    }
    if (!read_row_from(low) || code_of(row_) != code)
      row_.clear();
    return row_;
  }

  static unsigned code_of(const std::string &text) {
    return static_cast<unsigned>(std::strtoul(text.c_str(), nullptr, 16));
  }

private:
  // The first row that begins there or later.
  bool read_row_from(long offset) {
    in_.clear();
    in_.seekg(offset > 0 ? offset - 1 : 0);
    if (offset > 0)
      std::getline(in_, row_);
    return static_cast<bool>(std::getline(in_, row_));
  }

  std::ifstream in_;
  long size_ = 0;
  std::string row_;
};

#endif
