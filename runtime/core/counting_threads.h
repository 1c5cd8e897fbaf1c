// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// counting_threads.h: the threads that count: they get counters with their
// first event, and the escrow shares the peak out among as many as there are.
#ifndef MEMTRACE_CORE_COUNTING_THREADS_H
#define MEMTRACE_CORE_COUNTING_THREADS_H

#include "core/state.h"

namespace memtrace::rt {

// Gives the calling thread its counters, if it has none.
void attach_new_thread();
inline void attach_thread() {
  if (__builtin_expect(!g_thread.slab && !g_thread.late, 0))
    attach_new_thread();
}

// Takes the calling thread's account from it; its slab is its own still.
void leave_counting();

// Before the first event of a process that has threads already.
void expect_threads(uint32_t count);

// Called by a thread before it creates another one, and if that fails.
void expect_thread();
void expect_no_thread();

// In the child of a fork: those that had no event are gone.
void forget_awaited_threads();

} // namespace memtrace::rt

#endif
