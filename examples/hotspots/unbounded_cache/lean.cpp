// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// names: the same, but only the names used last are kept (an LRU cache).
#include <list>
#include <unordered_map>

#include "names.h"

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

int main(int argc, char **argv) { return run_names<Cache>(argc, argv); }
