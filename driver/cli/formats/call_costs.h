// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// call_costs.h: what functions allocate by themselves, and through each of
// their calls.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_CALL_COSTS_H
#define MEMTRACE_DRIVER_CLI_FORMATS_CALL_COSTS_H

#include "formats/export_frames.h"
#include "views/moments.h"

#include <map>
#include <tuple>
#include <vector>

namespace memtrace::driver {

// A block counts once for each function on its stack, and once for what calls
// it, however often recursion puts them there: where they are innermost. What
// lies between two of these is left out.
class CallCosts {
public:
  static constexpr uint32_t kSelf = UINT32_MAX;
  // What calls functions that nothing calls in some stacks, but something does
  // in others; else viewers would only count the latter.
  static constexpr uint32_t kRoot = UINT32_MAX - 1;
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
  void add(const Ledger &ledger, FrameTable &functions, uint32_t context);

  std::map<Key, Moments> costs_;
  std::map<uint32_t, Moments> outermost_; // by function
  std::vector<bool> is_called_;           // the same
  std::vector<uint32_t> seen_in_;         // by function: the last context
};

} // namespace memtrace::driver

#endif
