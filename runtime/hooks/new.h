// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new.h: whether operator new may be counted without calling it.
#ifndef MEMTRACE_HOOKS_NEW_H
#define MEMTRACE_HOOKS_NEW_H

namespace memtrace::rt {

// False when the program has, or may have, an operator new of its own, which
// must then be called.
bool operator_new_is_the_librarys();

} // namespace memtrace::rt

#endif
