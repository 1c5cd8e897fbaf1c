// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// section.h: one section of the ledger in memory: an array that only grows and
// never moves, extent by extent, in address space reserved for all of it.
#ifndef MEMTRACE_LEDGER_SECTION_H
#define MEMTRACE_LEDGER_SECTION_H

#include "memtrace/ledger.h"

#include <stddef.h>

namespace memtrace::rt {

// The header that every section's extents are entered in.
struct LedgerHeader {
  memtrace_ledger_header *address;
  uint64_t ledger_bytes; // where the next extent begins
};

class Section {
public:
  // False when there is no address space; the section is empty then.
  bool open(LedgerHeader *header, memtrace_section kind, uint32_t slab,
            size_t reservation);

  char *base() const { return base_; }
  size_t committed() const { return committed_; }

  // Makes the first `bytes` bytes writable. False when there is no room in
  // the reservation, the extent table or the system.
  bool grow_to(size_t bytes);

private:
  LedgerHeader *header_;
  char *base_;
  size_t reserved_;
  size_t committed_;
  memtrace_section kind_;
  uint32_t slab_;
};

} // namespace memtrace::rt

#endif
