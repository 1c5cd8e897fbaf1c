// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// allocate.h: what the hooks do, one function for each kind of call. malloc
// and free have a short way for the common case, which is this tool's price;
// everything else goes the slow way, in allocate.cpp.
#ifndef MEMTRACE_CORE_ALLOCATE_H
#define MEMTRACE_CORE_ALLOCATE_H

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
void *count_birth_of(void *block, size_t size, memtrace_site *site);
void free_slow(void *block);

// Counts a new block of the calling thread, which has credit for it, for a site
// or a context, and tags it. False: it takes a closer look.
template <typename Charged>
inline __attribute__((always_inline)) bool
count_quickly(void *block, size_t size, const Charged &charged, uint64_t mask) {
  Thread &thread = g_thread;
  // The mask changes nothing, but in a fork's child that has no ledger yet: to
  // the counter that never matches.
  memtrace_counter *counter = counter_at(thread.slab, charged.counter & mask);
  // A site without an id or a counter, the first event since a peak, credit
  // that was called in, or an allocator whose headers can't be read.
  if (MEMTRACE_UNLIKELY(counter->generation != g_state.fast_generation))
    return false;
  size_t header = header_of(block);
  size_t usable = (header & ~kHeaderFlags) - 8;
  size_t slack = usable - kTagBytes - size;
  if (MEMTRACE_UNLIKELY((header & kHeaderMapped) || slack >= kSlackApart))
    return false;
  add_own(thread.account.credit, -(uint64_t)size);
  add_own(counter->allocated_bytes, (uint64_t)size);
  add_own(counter->allocated_blocks, uint64_t(1));
  tag_of(block, usable) = key_tag(block, charged.tag, slack);
  return true;
}

// Not inlined into allocate(), so that a call while off saves no registers.
inline __attribute__((noinline)) void *allocate_on(size_t size,
                                                   memtrace_site *site) {
  // The first call, too large, or perhaps a new peak.
  if (MEMTRACE_UNLIKELY(read_shared(g_thread.account.credit) <= size))
    return malloc_slow(size, site);
  void *block = g_next.malloc(size + kTagBytes);
  if (MEMTRACE_UNLIKELY(!block) ||
      MEMTRACE_LIKELY(count_quickly(block, size, *site, g_state.site_mask)))
    return block;
  return count_birth_of(block, size, site);
}

inline __attribute__((always_inline)) void *allocate(size_t size,
                                                     memtrace_site *site) {
  if (g_state.mode == Mode::kOff)
    return g_passed_on.malloc(size);
  return allocate_on(size, site);
}

inline __attribute__((noinline)) void release_on(void *block) {
  Thread &thread = g_thread;
  char *slab = thread.fast_slab;
  if (MEMTRACE_UNLIKELY(!slab))
    return free_slow(block);
  size_t header = header_of(block);
  if (MEMTRACE_UNLIKELY(header & kHeaderUnusual))
    return free_slow(block);
  size_t usable = (header & ~kHeaderFlags) - 8;
  uint32_t word = address_key(block) - tag_of(block, usable);
  // A tag that makes no sense leads to a counter that was never used, whose
  // generation is 0: the reservation reads as zero.
  memtrace_counter *counter =
      counter_at(slab, (word >> 2) & g_state.counter_mask);
  if (MEMTRACE_UNLIKELY(counter->generation != g_state.fast_generation))
    return free_slow(block);
  size_t slack = (size_t)(word & 255) - kSlackZero;
  if (MEMTRACE_UNLIKELY(slack > kFastSlack))
    return free_slow(block);
  size_t size = usable - kTagBytes - slack;
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
void *allocate_zeroed(size_t count, size_t size, memtrace_site *site);
void *reallocate(void *block, size_t size, memtrace_site *site);
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
