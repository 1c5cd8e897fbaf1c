// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// csv.cpp: see csv.h.
#include "csv.h"

namespace csv {

Row parse(const std::string &line) {
  Row row(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        row.back() += line[++i];
      else
        quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      row.emplace_back();
    } else {
      row.back() += line[i];
    }
  }
  return row;
}

void for_each_row(std::istream &in,
                  const std::function<void(const Row &)> &do_it) {
  for (std::string line; std::getline(in, line);)
    do_it(parse(line));
}

std::vector<Row> read_all(std::istream &in) {
  std::vector<Row> rows;
  for_each_row(in, [&](const Row &row) { rows.push_back(row); });
  return rows;
}

} // namespace csv
