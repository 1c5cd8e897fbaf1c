// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// names: writes what characters are composed of, by their names. Names are in
// a table on disk; those that were looked up are kept.
#include <fstream>
#include <iostream>
#include <sstream>
#include <unordered_map>

#include "table.h"

class Cache {
public:
  explicit Cache(Table &table) : table_(table) {}
  const std::string &row_of(unsigned code) {
    ++calls_;
    auto found = rows_.find(code);
    if (found == rows_.end())
      found = rows_.emplace(code, table_.row_of(code)).first;
    else
      ++hits_;
    return found->second;
  }
  long calls() const { return calls_; }
  long hits() const { return hits_; }

private:
  Table &table_;
  std::unordered_map<unsigned, std::string> rows_;
  long calls_ = 0, hits_ = 0;
};

static void print_name(Cache &cache, unsigned code) {
  const std::string &row = cache.row_of(code);
  size_t name = row.find(';') + 1;
  if (row.empty())
    std::cout << "U+" << std::hex << code << std::dec;
  else
    std::cout << row.substr(name, row.find(';', name) - name);
}

// Lines are 00C0;;0041 0300 # ...
static void print_names(std::istream &in, Cache &cache) {
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

int main(int argc, char **argv) {
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
