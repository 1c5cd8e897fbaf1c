// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// names: the same, but only the names used last are kept (an LRU cache).
#include <fstream>
#include <iostream>
#include <list>
#include <sstream>
#include <unordered_map>

#include "table.h"

class Cache {
public:
  explicit Cache(Table &table) : table_(table) {}
  const std::string &row_of(unsigned code) {
    ++calls_;
    auto found = where_.find(code);
    if (found != where_.end()) {
      ++hits_;
      rows_.splice(rows_.begin(), rows_, found->second);
      return rows_.front().second;
    }
    if (rows_.size() == kMost) {
      where_.erase(rows_.back().first);
      rows_.pop_back();
    }
    rows_.emplace_front(code, table_.row_of(code));
    where_.emplace(code, rows_.begin());
    return rows_.front().second;
  }
  long calls() const { return calls_; }
  long hits() const { return hits_; }

private:
  static constexpr size_t kMost = 256;
  using Rows = std::list<std::pair<unsigned, std::string>>;

  Table &table_;
  Rows rows_; // the one used last first
  std::unordered_map<unsigned, Rows::iterator> where_;
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
