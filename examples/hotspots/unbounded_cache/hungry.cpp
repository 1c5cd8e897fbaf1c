// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// names: writes what characters are composed of, by their names. Names are in
// a table on disk; those that were looked up are kept.
#include <unordered_map>

#include "names.h"

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

int main(int argc, char **argv) { return run_names<Cache>(argc, argv); }
