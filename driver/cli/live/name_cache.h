// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// name_cache.h: readable names of functions, for a ledger that is read again
// and again: each name is worked out once.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_NAME_CACHE_H
#define MEMTRACE_DRIVER_CLI_LIVE_NAME_CACHE_H

#include "model/ledger.h"

#include <string>
#include <unordered_map>

namespace memtrace::driver {

class NameCache {
public:
  // Works out what is new in a ledger.
  void learn(const Ledger &ledger);
  void forget() {
    readable_.clear();
    bytes_ = 0;
  }
  // Valid as long as the cache is and nothing is learnt or forgotten.
  rt::Names for_report() const;

private:
  std::unordered_map<std::string, std::string> readable_;
  size_t bytes_ = 0; // of the names in it
};

} // namespace memtrace::driver

#endif
