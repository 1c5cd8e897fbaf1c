// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// section.h: one section of the ledger in memory: an array that never moves,
// in address space reserved for all of it. It is backed extent by extent and
// made writable page by page, so that it costs what is used of it.
#ifndef MEMTRACE_LEDGER_SECTION_H
#define MEMTRACE_LEDGER_SECTION_H

#include "memtrace/ledger.h"

#include <stddef.h>

namespace memtrace::rt {

class Section {
public:
  // The ledger's start, header and extent table: the first to be opened. Others
  // are entered in it. False when there is no memory.
  static bool open_header(size_t bytes);
  static memtrace_ledger_header *header();
  static Section &opened_header();

  // False when there is no address space; the section is empty then.
  bool open(memtrace_section kind, uint32_t slab, size_t reservation);

  // Gives everything back.
  void close();

  // Puts empty memory in place of everything. Safe in a signal handler.
  void abandon();

  char *base() const { return base_; }
  bool contains(const void *address) const {
    return (size_t)(static_cast<const char *>(address) - base_) < reserved_;
  }

  // Makes the page at a distance from the base writable, whatever lies before
  // it. False when there is no room in the reservation, the extent table or
  // the system.
  bool touch(size_t distance);
  bool is_touched(size_t distance) const;

  // For sections that are filled from their start: makes the first `bytes`
  // bytes writable.
  bool grow_to(size_t bytes);

private:
  // Pages whose bit has a place here; those behind have a map of their own.
  static constexpr size_t kNearPages = 256;

  bool has_extent_at(size_t distance) const;
  uint64_t *touched_word(size_t page) const;
  bool add_extent(size_t distance);

  char *base_;
  size_t reserved_;
  size_t writable_; // by grow_to()
  uint64_t touched_near_[kNearPages / 64];
  uint64_t *touched_far_; // for all pages; null until one is touched
  uint32_t extents_;      // bit i: the i-th extent is there
  uint32_t in_memory_;    // bit i: and it is not the file's
  memtrace_section kind_; // 0: the header itself
  uint32_t slab_;
};

// Adds to the header's count of our own memory.
void count_own_bytes(size_t bytes);

// Where the next extent of the ledger will begin.
uint64_t ledger_bytes();

} // namespace memtrace::rt

#endif
