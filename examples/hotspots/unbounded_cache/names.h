// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// names.h: writes what characters are composed of, by their names. All but the
// cache, which hungry.cpp and lean.cpp have, each its own.
#ifndef MEMTRACE_EXAMPLES_NAMES_H
#define MEMTRACE_EXAMPLES_NAMES_H

#include <fstream>
#include <iostream>
#include <sstream>

#include "table.h"

template <class Cache> void print_name(Cache &cache, unsigned code) {
  const std::string &row = cache.row_of(code);
  size_t name = row.find(';') + 1;
  if (row.empty())
    std::cout << "U+" << std::hex << code << std::dec;
  else
    std::cout << row.substr(name, row.find(';', name) - name);
}

// Lines are 00C0;;0041 0300 # ...
template <class Cache> void print_names(std::istream &in, Cache &cache) {
  for (std::string line, code; std::getline(in, line);) {
    size_t parts = line.rfind(';');
    if (line.empty() || line[0] == '#' || parts == line.npos)
      continue;
    print_name(cache, Table::code_of(line));
    std::istringstream codes(
        line.substr(parts + 1, line.find('#') - parts - 1));
    for (const char *between = " = "; codes >> code; between = " + ") {
      std::cout << between;
      print_name(cache, Table::code_of(code));
    }
    std::cout << '\n';
  }
}

// What main() does.
template <class Cache> int run_names(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: names DECOMPOSITIONS UNICODE_DATA\n";
    return 2;
  }
  std::ifstream in(argv[1]);
  Table table(argv[2]);
  if (!in || !table.is_open()) {
    std::cerr << "names: cannot read " << argv[in ? 2 : 1] << '\n';
    return 1;
  }
  Cache cache(table);
  print_names(in, cache);
  std::cerr << cache.hits() << " of " << cache.calls() << " from the cache\n";
  return 0;
}

#endif
