// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// count_by.h: how often each value of a field is in a file: of a key in all
// objects of a JSON document, or of a column, from 0, of a table whose fields
// are separated by semicolons. hungry.cpp and lean.cpp count, each in its way.
#ifndef MEMTRACE_EXAMPLES_COUNT_BY_H
#define MEMTRACE_EXAMPLES_COUNT_BY_H

#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>

using Counts = std::map<std::string, long>;

static void count_json(std::istream &in, const std::string &key,
                       Counts &counts);
static void count_table(std::istream &in, size_t column, Counts &counts);

// What main() does.
inline int run_count_by(int argc, char **argv) {
  if (argc != 3 || argv[1][0] == '\0') {
    std::cerr << "usage: count_by FIELD FILE.json|TABLE\n";
    return 2;
  }
  std::string field = argv[1], path = argv[2];
  Counts counts;
  try {
    std::ifstream in(path);
    if (!in)
      throw std::runtime_error("cannot be read");
    if (path.ends_with(".json"))
      count_json(in, field, counts);
    else if (field.size() > 9 ||
             field.find_first_not_of("0123456789") != field.npos)
      throw std::runtime_error("columns of a table are numbers, from 0");
    else
      count_table(in, std::stoul(field), counts);
  } catch (const std::exception &error) {
    std::cerr << "count_by: " << path << ": " << error.what() << '\n';
    return 1;
  }
  for (const auto &[value, count] : counts)
    std::cout << count << ' ' << value << '\n';
  return 0;
}

#endif
