// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// next_static.cpp: the next allocator in a static link, where --wrap gives it
// the names __real_*; see next.h.
#include "core/next.h"

#include "core/tag.h"

extern "C" {
void *__real_malloc(size_t);
void __real_free(void *);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__real_aligned_alloc(size_t, size_t);
int __real_posix_memalign(void **, size_t, size_t);
void *__real_memalign(size_t, size_t);
size_t __real_malloc_usable_size(void *);
}

namespace memtrace::rt {

bool is_second_runtime() { return false; }

bool find_next_allocator(bool) {
  g_next = {__real_malloc,        __real_free,
            __real_calloc,        __real_realloc,
            __real_aligned_alloc, __real_posix_memalign,
            __real_memalign,      __real_malloc_usable_size};
  g_passed_on = g_next;
  return true; // the linker has decided it
}

bool next_is_libc() { return true; }          // its headers could be read
bool is_beside_next(void *) { return false; } // can't be told

bool note_test_call() { return false; }

} // namespace memtrace::rt
