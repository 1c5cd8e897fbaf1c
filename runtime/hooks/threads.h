// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// threads.h: what a fork's child has to mend of the starts of threads.
#ifndef MEMTRACE_HOOKS_THREADS_H
#define MEMTRACE_HOOKS_THREADS_H

namespace memtrace::rt {

// In the child of a fork: nobody is left who could release what was held.
void reset_thread_starts();

} // namespace memtrace::rt

#endif
