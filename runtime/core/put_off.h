// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// put_off.h: what a thread can't do in the middle of one of our events, and
// does when it is over.
#ifndef MEMTRACE_CORE_PUT_OFF_H
#define MEMTRACE_CORE_PUT_OFF_H

#include "core/state.h"

namespace memtrace::rt {

// Bits of Thread::put_off.
constexpr uint8_t kSnapshot = 1;   // that a signal has asked for
constexpr uint8_t kPeakExcess = 2; // to say that the peak has passed its limit

// Also in a signal handler.
inline void put_off(uint8_t what) {
  __atomic_fetch_or(&g_thread.put_off, what, __ATOMIC_RELAXED);
}

// The event is over. It was for the site; null: for none. Keeps errno.
void do_what_was_put_off(memtrace_site *site);

} // namespace memtrace::rt

#endif
