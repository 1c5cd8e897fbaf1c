// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new.h: whether operator new may be counted without calling it.
#ifndef MEMTRACE_HOOKS_NEW_H
#define MEMTRACE_HOOKS_NEW_H

namespace memtrace::rt {

// False when the program or some library has, or may have, an operator new of
// its own, which must then be called. After find_next_allocator().
bool operator_new_is_malloc();

} // namespace memtrace::rt

#endif
