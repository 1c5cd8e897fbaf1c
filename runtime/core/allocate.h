// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// allocate.h: what the hooks do, one function for each kind of call. What is
// called most has a short way, in short_ways.h; everything else goes the slow
// way, in allocate.cpp.
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
  memtrace_site *site = current_site();
  return site ? site : &g_unknown_site;
}

void *malloc_slow(size_t size, memtrace_site *site);
void *calloc_slow(size_t count, size_t size, memtrace_site *site);
void *realloc_slow(void *block, size_t size, memtrace_site *site);
void free_slow(void *block);
size_t usable_size_slow(void *block);

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

inline __attribute__((always_inline)) void release(void *block) {
  g_entries.free(block);
}
inline __attribute__((always_inline)) size_t
usable_size_for_program(void *block) {
  return g_entries.usable_size(block);
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

} // namespace memtrace::rt

#endif
