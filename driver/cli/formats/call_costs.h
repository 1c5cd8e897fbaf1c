// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// call_costs.h: what functions allocate by themselves, and through each of
// their calls.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_CALL_COSTS_H
#define MEMTRACE_DRIVER_CLI_FORMATS_CALL_COSTS_H

#include "formats/export_frames.h"
#include "formats/moments.h"

#include <map>
#include <tuple>
#include <vector>

namespace memtrace::driver {

// A block counts once for each function on its stack, however often recursion
// puts it there: between two places where a function is on it, nothing counts.
class CallCosts {
public:
  static constexpr uint32_t kSelf = UINT32_MAX;
  struct Key {
    uint32_t function;
    uint32_t line;
    uint32_t callee; // a function, or kSelf, which is the last

    bool operator<(const Key &other) const {
      return std::tie(function, line, callee) <
             std::tie(other.function, other.line, other.callee);
    }
  };

  // Functions are entered into the table, which tells no lines apart.
  CallCosts(const Ledger &ledger, FrameTable &functions);
  const std::map<Key, Moments> &all() const { return costs_; }

private:
  struct Entry {
    uint32_t function;
    uint32_t line;
  };
  void add(const Ledger &ledger, FrameTable &functions, uint32_t context);
  void without_loops();

  std::map<Key, Moments> costs_;
  std::vector<Entry> stack_;    // of one context, outermost first
  std::vector<uint32_t> place_; // by function: one more than where it stands
};

} // namespace memtrace::driver

#endif
