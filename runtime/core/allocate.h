// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// allocate.h: what the hooks do, one function for each kind of call. malloc's
// short way is in entries.cpp, and free's is here; everything else goes the
// slow way, in allocate.cpp.
#ifndef MEMTRACE_CORE_ALLOCATE_H
#define MEMTRACE_CORE_ALLOCATE_H

#include "core/entries.h"
#include "core/slabs.h"
#include "core/state.h"
#include "core/tag.h"

namespace memtrace::rt {

#define MEMTRACE_LIKELY(x) __builtin_expect(!!(x), 1)
#define MEMTRACE_UNLIKELY(x) __builtin_expect(!!(x), 0)

// Who is charged for what nobody's line is known for.
extern memtrace_site g_unknown_site;

// Whom an allocation without a site of its own is charged to.
inline memtrace_site *ambient_site() {
  memtrace_site *site = MEMTRACE_CURRENT_SITE;
  return site ? site : &g_unknown_site;
}

void *malloc_slow(size_t size, memtrace_site *site);
void *calloc_slow(size_t count, size_t size, memtrace_site *site);
void *realloc_slow(void *block, size_t size, memtrace_site *site);
void free_slow(void *block);

inline __attribute__((always_inline)) void *allocate(size_t size,
                                                     memtrace_site *site) {
  return g_entries.malloc(size, site);
}
inline __attribute__((always_inline)) void *
allocate_zeroed(size_t count, size_t size, memtrace_site *site) {
  return g_entries.calloc(count, size, site);
}
inline __attribute__((always_inline)) void *reallocate(void *block, size_t size,
                                                       memtrace_site *site) {
  return g_entries.realloc(block, size, site);
}

// What can be read off a block of glibc's at once, if it is one.
struct Look {
  memtrace_counter *counter;
  uint32_t word; // of the tag
  size_t usable;
  size_t slack() const {
    size_t slack = word & 255;
    __asm__("" : "+r"(slack)); // extended once
    return slack;
  }
};
// A tag that makes no sense leads to a counter that was never used, whose
// generation is 0: the reservation reads as zero.
inline __attribute__((always_inline)) bool look(void *block, char *slab,
                                                Look *seen) {
  size_t header = header_of(block);
  if (MEMTRACE_UNLIKELY(header & kHeaderUnusual))
    return false;
  seen->usable = (header & ~kHeaderFlags) - 8;
  seen->word = tag_word(block, seen->usable);
  seen->counter = counter_at(slab, (seen->word >> 2) & g_state.counter_mask);
  return true;
}

// Where the block's counter is older than the gate.
void free_older(void *block);

inline __attribute__((noinline)) void release_on(void *block) {
  Thread &thread = g_thread;
  char *slab = thread.fast_slab;
  Look seen;
  if (MEMTRACE_UNLIKELY(!slab || !look(block, slab, &seen)))
    return free_slow(block);
  memtrace_counter *counter = seen.counter;
  if (MEMTRACE_UNLIKELY(!passes(counter->generation, g_state.gates.deaths)))
    return free_older(block);
  size_t slack = seen.slack();
  if (MEMTRACE_UNLIKELY(slack > kFastSlack))
    return free_slow(block);
  size_t size = seen.usable - kTagBytes - slack;
  add_own(thread.account.credit, (uint64_t)size);
  add_own(counter->freed_bytes, (uint64_t)size);
  add_own(counter->freed_blocks, uint64_t(1));
  return g_next.free(block);
}

inline __attribute__((always_inline)) void release(void *block) {
  // Null, or anything while off.
  if ((uintptr_t)block <= g_state.free_floor)
    return g_next.free(block);
  return release_on(block);
}

// A block that nobody is charged for.
void *allocate_uncounted(size_t size);
void *reallocate_array(void *block, size_t count, size_t size,
                       memtrace_site *site);
void *allocate_aligned(size_t alignment, size_t size, memtrace_site *site);
void *allocate_memalign(size_t alignment, size_t size, memtrace_site *site);
int allocate_posix(void **out, size_t alignment, size_t size,
                   memtrace_site *site);
void *allocate_page(size_t size, memtrace_site *site);
void *allocate_pages(size_t size, memtrace_site *site);
size_t usable_size_for_program(void *block);

} // namespace memtrace::rt

#endif
