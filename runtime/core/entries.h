// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// entries.h: where the calls that programs make most go first. Off, to the next
// allocator at once; on, to the short way for sites or for contexts; and
// anywhere else to the slow way, which asks.
#ifndef MEMTRACE_CORE_ENTRIES_H
#define MEMTRACE_CORE_ENTRIES_H

#include "memtrace/abi.h"

#include <stddef.h>

namespace memtrace::rt {

struct Entries {
  void *(*malloc)(size_t size, memtrace_site *site);
  void *(*calloc)(size_t count, size_t size, memtrace_site *site);
  void *(*realloc)(void *block, size_t size, memtrace_site *site);
  void (*free)(void *block);
  size_t (*usable_size)(void *block); // for the program, without the tag
};
extern Entries g_entries __attribute__((visibility("hidden")));

// Called whenever g_state.mode, g_state.births or g_passed_on has changed. A
// thread that goes the old way a little longer does no harm.
void choose_entries();

} // namespace memtrace::rt

#endif
