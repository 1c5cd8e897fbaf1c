// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// header.h: the header of a ledger and its extent table, checked.
#ifndef MEMTRACE_DRIVER_CLI_READER_HEADER_H
#define MEMTRACE_DRIVER_CLI_READER_HEADER_H

#include "memtrace/ledger.h"
#include "reader/source.h"

#include <vector>

namespace memtrace::driver {

using Extent = memtrace_ledger_extent;

// The header. Nothing that it counts or points to was looked at yet.
memtrace_ledger_header read_header(Source &source);

// All extents, by section, slab and place in it: each within the file (unless
// it says that it is not), in no other's way, and together as long as the
// header says that sections are.
std::vector<Extent> read_extents(Source &source,
                                 const memtrace_ledger_header &header);

inline bool is_in_file(const Extent &extent) {
  return (extent.flags & MEMTRACE_EXTENT_NOT_IN_FILE) == 0;
}

// "is damaged: ..., and what to do."
BadLedger damaged(const std::string &what);
BadLedger became_shorter();

} // namespace memtrace::driver

#endif
