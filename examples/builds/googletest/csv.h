// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// csv.h: rows of comma-separated values, one at a time or all at once.
#ifndef CSV_H
#define CSV_H

#include <functional>
#include <istream>
#include <string>
#include <vector>

namespace csv {

using Row = std::vector<std::string>;

// A cell in double quotes may have commas in it, and "" for a quote.
Row parse(const std::string &line);

void for_each_row(std::istream &in,
                  const std::function<void(const Row &)> &do_it);

std::vector<Row> read_all(std::istream &in);

} // namespace csv

#endif
