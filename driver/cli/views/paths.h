// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// paths.h: the contexts as ways from the root of a tree to a leaf, in an order
// in which what has a branch in common stands together.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_PATHS_H
#define MEMTRACE_DRIVER_CLI_VIEWS_PATHS_H

#include "views/amounts.h"
#include "views/view.h"

namespace memtrace::driver {

class Paths {
public:
  // Each is cut off one below the deepest level that is shown.
  Paths(const rt::LedgerView &view, Keys &keys, const ViewOptions &options);

  size_t size() const { return paths_.size(); }
  const rt::Amount &amount(size_t path) const { return paths_[path].amount; }
  bool has(size_t path, size_t level) const {
    return level < paths_[path].length;
  }
  uint32_t key(size_t path, size_t level) const {
    return entries_[paths_[path].first + level];
  }

private:
  struct Path {
    size_t first; // of entries_
    size_t length;
    rt::Amount amount;
  };
  void add(const rt::LedgerView &view, Keys &keys, const Counted &counted,
           const ViewOptions &options);

  std::vector<Path> paths_;
  std::vector<uint32_t> entries_;
  std::vector<uint32_t> stack_; // of one context
};

} // namespace memtrace::driver

#endif
