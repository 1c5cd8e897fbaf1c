// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// rows: reads a table whose fields are separated by semicolons in two ways,
// one after the other: a function that gives a vector of all rows, and its
// replacement, a generator. Measures both, in one process, and prints what
// each had live, and when.
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memtrace/memtrace.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "../generator.h"

using Row = std::vector<std::string>;

static Row fields_of(const std::string &line) {
  Row row;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, ';');)
    row.push_back(field);
  return row;
}

static std::vector<Row> read_rows(const char *path) {
  std::vector<Row> rows;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    rows.push_back(fields_of(line));
  return rows;
}

static Generator<Row> each_row(const char *path) {
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    co_yield fields_of(line);
}

struct Result {
  size_t rows = 0, fields = 0;
  memtrace_traced last{}, after{};
};

// The work, whatever the rows come from.
template <class Rows> static Result count(Rows &&rows) {
  Result result;
  for (const Row &row : rows) {
    ++result.rows;
    result.fields += row.size();
    result.last = memtrace::traced_memory();
  }
  return result;
}

template <class Work> static void measure(const char *name, Work work) {
  memtrace::reset_peak();
  Result result = work();
  result.after = memtrace::traced_memory();
  std::cout << std::left << std::setw(12) << name << std::right << std::setw(9)
            << result.rows << std::setw(9) << result.fields;
  for (auto bytes :
       {result.after.peak, result.last.current, result.after.current})
    std::cout << std::setw(12)
              << memtrace::format_size(static_cast<std::int64_t>(bytes));
  std::cout << '\n';
}

int main(int argc, char **argv) {
  if (argc != 2) {
    std::cerr << "usage: rows TABLE\n";
    return 2;
  }
  const char *path = argv[1];
  if (!std::ifstream(path)) {
    std::cerr << "rows: cannot read " << path << '\n';
    return 1;
  }
  std::cout << "                 rows   fields        peak     current"
               "  afterwards\n";
  memtrace::status started = memtrace::start();
  if (started != memtrace::status::ok) {
    std::cerr << "rows: cannot measure: " << memtrace::text(started) << '\n';
    return 1;
  }
  measure("read_rows()", [=] { return count(read_rows(path)); });
  measure("each_row()", [=] { return count(each_row(path)); });
  return 0;
}
