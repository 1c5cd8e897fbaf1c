// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new.h: whether operator new may be counted without calling it.
#ifndef MEMTRACE_HOOKS_NEW_H
#define MEMTRACE_HOOKS_NEW_H

#include <stddef.h>

namespace memtrace::rt {

// False when the program or some library has, or may have, an operator new of
// its own, which must then be called. After find_next_allocator().
bool operator_new_is_malloc();

// More is asked of the library at once: asking malloc first would ask the
// system twice where there is no memory.
constexpr size_t kMostTried = 128 << 10;

} // namespace memtrace::rt

#endif
