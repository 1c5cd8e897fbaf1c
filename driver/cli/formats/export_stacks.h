// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_stacks.h: the stacks of a ledger, each once, in an order in which what
// begins alike stands together.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_EXPORT_STACKS_H
#define MEMTRACE_DRIVER_CLI_FORMATS_EXPORT_STACKS_H

#include "formats/export_frames.h"
#include "views/moments.h"

#include <vector>

namespace memtrace::driver {

class ExportStacks {
public:
  enum class From { kRoot, kLeaf };
  // The frames are entered into the table.
  ExportStacks(const Ledger &ledger, FrameTable &frames, From from);

  struct Stack {
    size_t first;
    size_t length;
    Moments moments;
    uint32_t context; // one that has it
  };
  const std::vector<Stack> &all() const { return stacks_; }

  // Makes another moment the current one.
  void set_current(const memtrace_ledger_live *live, size_t count);

  uint32_t frame(const Stack &stack, size_t level) const {
    return entries_[stack.first + level];
  }

private:
  void add(const Ledger &ledger, FrameTable &frames, From from,
           uint32_t context);
  int compare(const Stack &a, const Stack &b) const;
  void merge();

  std::vector<Stack> stacks_;
  std::vector<uint32_t> entries_;
  std::vector<uint32_t>
      index_; // by context: one more than its stack's; 0: none
};

} // namespace memtrace::driver

#endif
