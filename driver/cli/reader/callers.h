// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// callers.h: the tree of callers. Only nodes are ever kept, never chains, so
// that what is shared costs nothing.
#ifndef MEMTRACE_DRIVER_CLI_READER_CALLERS_H
#define MEMTRACE_DRIVER_CLI_READER_CALLERS_H

#include "reader/pieces.h"

#include <vector>

namespace memtrace::driver {

class Callers {
public:
  explicit Callers(const memtrace_ledger_header &header) : header_(header) {}

  // A piece of the section, see read_pieces().
  void add(uint64_t at, const char *bytes, size_t size) {
    packed_.add(at, bytes, size);
  }

  // When all pieces are there: the callers of these contexts, which are led to
  // them. A chain ends where the next one isn't in the file. Sites are checked,
  // and stay as they are.
  std::vector<memtrace_ledger_caller>
  of(std::vector<memtrace_ledger_context> &contexts);

private:
  void link();
  void link(memtrace_ledger_caller &caller, uint32_t index) const;
  uint32_t find(uint32_t index) const;
  void drop_all_but(const std::vector<bool> &used,
                    std::vector<memtrace_ledger_context> &contexts);

  const memtrace_ledger_header &header_;
  Packed packed_{false};
  // Those that the file holds, behind an unused one. Depth 0: nothing is there.
  std::vector<memtrace_ledger_caller> callers_;
};

} // namespace memtrace::driver

#endif
