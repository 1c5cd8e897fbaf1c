// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// load_checks.h: what has to be true of a ledger for it to be read; the same
// as what `memtrace report` asks for.
#ifndef MEMTRACE_API_LOAD_CHECKS_H
#define MEMTRACE_API_LOAD_CHECKS_H

#include "memtrace/ledger.h"

namespace memtrace::rt {

bool is_header_good(const memtrace_ledger_header &header, uint64_t file_size);

// Drops what an incomplete file has lost of its table. Sorts.
bool are_extents_good(memtrace_ledger_header &header,
                      memtrace_ledger_extent *extents, uint64_t file_size);

// The sections whole; what the file lacks is zero. Depths of callers are worked
// out anew, and callers that lead to what is missing end there.
struct Records {
  const char *strings;
  memtrace_ledger_frame *frames;
  memtrace_ledger_site *sites;
  memtrace_ledger_caller *callers;
  memtrace_ledger_context *contexts;
};
bool are_records_good(const memtrace_ledger_header &header,
                      const Records &records);

// What refers to more than the header counts now refers to nothing.
void forget_missing(const memtrace_ledger_header &header,
                    const Records &records);

} // namespace memtrace::rt

#endif
