// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// next.h: finds the next allocator, and finds out whether the process's malloc
// is ours.
#ifndef MEMTRACE_CORE_NEXT_H
#define MEMTRACE_CORE_NEXT_H

#include "core/state.h"

namespace memtrace::rt {

// Fills g_next. False: the process's malloc is another one (the program
// has one of its own, another allocator is preloaded first, valgrind), and that
// is what `next` is now. `wanted`: the process is to be traced.
bool find_next_allocator(bool wanted);

// Whether this copy of the runtime came with a library that dlmopen() has put
// into a namespace of its own, where there is a second C library.
bool is_second_runtime();

// Whether usable sizes can be read from the blocks of the next allocator.
bool header_formula_holds();

// Called by the hooks while initialising; true when find_next_allocator() is
// trying whether malloc and free come to us.
bool note_test_call();

// Whether the next allocator is the C library's own.
bool next_is_libc();

// Whether a function is in the library that has the next allocator.
bool is_beside_next(void *function);

// Memory for calls that come while initialising: never given back, and known
// by its address.
constexpr size_t kBootstrapBytes = 64 << 10;
extern char g_bootstrap[kBootstrapBytes] MEMTRACE_LOCAL;
void *bootstrap_allocate(size_t alignment, size_t size);
inline bool is_bootstrap(const void *block) {
  return (uintptr_t)block - (uintptr_t)g_bootstrap < kBootstrapBytes;
}
bool bootstrap_used();
size_t bootstrap_size(const void *block);

} // namespace memtrace::rt

#endif
