// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc.cpp: the C allocation functions of the whole process, and their
// entries from instrumented code. In a static link the linker's --wrap gives
// the hooks their names.
#include "core/allocate.h"
#include "hooks/names.h"

#include <malloc.h>

using namespace memtrace::rt;

extern "C" {

// What libraries, and all that is not instrumented, call.

MEMTRACE_EXPORT void *MEMTRACE_HOOK(malloc)(size_t size) {
  return allocate(size, ambient_site());
}
MEMTRACE_EXPORT void MEMTRACE_HOOK(free)(void *block) { release(block); }
MEMTRACE_EXPORT void *MEMTRACE_HOOK(calloc)(size_t count, size_t size) {
  return allocate_zeroed(count, size, ambient_site());
}
MEMTRACE_EXPORT void *MEMTRACE_HOOK(realloc)(void *block, size_t size) {
  return reallocate(block, size, ambient_site());
}
MEMTRACE_EXPORT void *MEMTRACE_HOOK(reallocarray)(void *block, size_t count,
                                                  size_t size) {
  return reallocate_array(block, count, size, ambient_site());
}
MEMTRACE_EXPORT void *MEMTRACE_HOOK(aligned_alloc)(size_t alignment,
                                                   size_t size) {
  return allocate_aligned(alignment, size, ambient_site());
}
MEMTRACE_EXPORT int MEMTRACE_HOOK(posix_memalign)(void **out, size_t alignment,
                                                  size_t size) {
  return allocate_posix(out, alignment, size, ambient_site());
}
MEMTRACE_EXPORT void *MEMTRACE_HOOK(memalign)(size_t alignment, size_t size) {
  return allocate_memalign(alignment, size, ambient_site());
}
MEMTRACE_EXPORT void *MEMTRACE_HOOK(valloc)(size_t size) {
  return allocate_page(size, ambient_site());
}
MEMTRACE_EXPORT void *MEMTRACE_HOOK(pvalloc)(size_t size) {
  return allocate_pages(size, ambient_site());
}
MEMTRACE_EXPORT size_t MEMTRACE_HOOK(malloc_usable_size)(void *block) {
  return usable_size_for_program(block);
}

#ifndef MEMTRACE_STATIC
// C23: newer C libraries have them, and would not call our free. The size is
// not passed on: the block is larger than the program knows.
MEMTRACE_EXPORT void free_sized(void *block, size_t) { release(block); }
MEMTRACE_EXPORT void free_aligned_sized(void *block, size_t, size_t) {
  release(block);
}
#endif

// What instrumented code calls.

MEMTRACE_EXPORT void *__memtrace_malloc(size_t size, memtrace_site *site) {
  return allocate(size, site);
}
MEMTRACE_EXPORT void *__memtrace_calloc(size_t count, size_t size,
                                        memtrace_site *site) {
  return allocate_zeroed(count, size, site);
}
MEMTRACE_EXPORT void *__memtrace_realloc(void *block, size_t size,
                                         memtrace_site *site) {
  return reallocate(block, size, site);
}
MEMTRACE_EXPORT void *__memtrace_reallocarray(void *block, size_t count,
                                              size_t size,
                                              memtrace_site *site) {
  return reallocate_array(block, count, size, site);
}
MEMTRACE_EXPORT void *__memtrace_aligned_alloc(size_t alignment, size_t size,
                                               memtrace_site *site) {
  return allocate_aligned(alignment, size, site);
}
MEMTRACE_EXPORT int __memtrace_posix_memalign(void **out, size_t alignment,
                                              size_t size,
                                              memtrace_site *site) {
  return allocate_posix(out, alignment, size, site);
}
MEMTRACE_EXPORT void *__memtrace_memalign(size_t alignment, size_t size,
                                          memtrace_site *site) {
  return allocate_memalign(alignment, size, site);
}
MEMTRACE_EXPORT void *__memtrace_valloc(size_t size, memtrace_site *site) {
  return allocate_page(size, site);
}
MEMTRACE_EXPORT void *__memtrace_pvalloc(size_t size, memtrace_site *site) {
  return allocate_pages(size, site);
}

} // extern "C"
