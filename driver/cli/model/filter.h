// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// filter.h: leaves out of a ledger what isn't asked for, by the same rules as
// the filters of memtrace.h and of CPython's tracemalloc.
#ifndef MEMTRACE_DRIVER_CLI_MODEL_FILTER_H
#define MEMTRACE_DRIVER_CLI_MODEL_FILTER_H

#include "model/ledger.h"

#include <optional>
#include <string>
#include <vector>

namespace memtrace::driver {

class Filter {
public:
  // `GLOB` or `GLOB:LINE`.
  void include(const std::string &pattern) { included_.push_back({pattern}); }
  void exclude(const std::string &pattern) { excluded_.push_back({pattern}); }
  // Not only the line that is charged, but any of a stack.
  void look_at_all_frames() { all_frames_ = true; }

  bool is_empty() const { return included_.empty() && excluded_.empty(); }
  // What is left out counts nothing from then on.
  void apply(Ledger &ledger) const;
  // The patterns that no file of these ledgers matches: slips, most likely.
  std::vector<std::string>
  unmatched(const std::vector<const Ledger *> &ledgers) const;

private:
  struct Pattern {
    Pattern(const std::string &text);
    std::string text; // as it was given
    std::string glob;
    std::optional<uint64_t> line;
  };
  class Matches;

  std::vector<Pattern> included_;
  std::vector<Pattern> excluded_;
  bool all_frames_ = false;
};

} // namespace memtrace::driver

#endif
