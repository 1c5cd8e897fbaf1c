// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exit.h: what has to be asked for to learn of the process's end.
#ifndef MEMTRACE_HOOKS_EXIT_H
#define MEMTRACE_HOOKS_EXIT_H

namespace memtrace::rt {

// Called once, early. May allocate.
void watch_quick_exit();

} // namespace memtrace::rt

#endif
