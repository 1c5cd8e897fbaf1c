// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// merge.h: the ledgers of several processes as one, as if one process had done
// it all. docs/cli.md says what that means for each number.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_MERGE_H
#define MEMTRACE_DRIVER_CLI_MODEL_MERGE_H

#include "model/combine.h"

#include <set>
#include <string>
#include <vector>

namespace memtrace::driver {

class Merging {
public:
  // They need not stay.
  void add(const Ledger &ledger);
  // How many were added.
  size_t size() const { return size_; }
  // What they come to; nothing else may be called then.
  Ledger finish();

private:
  void add_counters(const Ledger &ledger, const std::vector<uint32_t> &places);
  void add_header(const Ledger &ledger);
  void add_peak(const memtrace_ledger_header &header);
  void add_time(const memtrace_ledger_header &header);

  Combining combining_;
  std::vector<memtrace_counter> counters_;
  std::set<std::string> programs_;
  std::set<std::string> commands_;
  size_t size_ = 0;
  bool lacks_anything_ = false;
  bool lacks_counts_ = false;
  bool lacks_lines_ = false;
  memtrace_ledger_header header_ = {}; // last, since it ends in an array
};

// A single one stays what it is.
Ledger merge_ledgers(std::vector<Ledger> ledgers);

// The ledgers that are in it: 0 of a process's own.
uint32_t merged_count(const Ledger &ledger);

} // namespace memtrace::driver

#endif
