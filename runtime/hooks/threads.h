// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// threads.h: what fork() has to hold of the starts of threads.
#ifndef MEMTRACE_HOOKS_THREADS_H
#define MEMTRACE_HOOKS_THREADS_H

namespace memtrace::rt {

void hold_thread_starts();
void release_thread_starts();
void reset_thread_starts(); // in the child of a fork

} // namespace memtrace::rt

#endif
