// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// standstill.h: what concerns all counters at once, mostly while nobody counts:
// the start, sums, a new beginning, and what a fork needs.
#ifndef MEMTRACE_CORE_STANDSTILL_H
#define MEMTRACE_CORE_STANDSTILL_H

#include "core/state.h"
#include "ledger/fold.h"

namespace memtrace::rt {

// The first steps: called once, by the thread that initialises. From now on
// births are recorded, unless `paused`.
bool open_counting(bool paused);

// Forgets all that was counted. False: ids would run out.
bool clear_counts();

// Bytes that are live, and the peak since it was restarted last.
struct Live {
  uint64_t now, peak, peak_at_most;
};
Live live_bytes();
// The peak, and that of each line, is what is live now. Gives what it was.
Live restart_peak();

// By a thread that is about to fork: adds up what is live, by site, while
// nobody else counts. Nothing is held any more when it returns: fork() itself
// waits for locks of the C library whose holders may be allocating.
void add_up_for_fork();

// All that was counted, as a cut: no thread is ahead of another. Threads that
// count wait meanwhile. With the header as it was then, which covers what the
// sums refer to. Also in a signal handler, of a thread that is in the middle of
// no event.
FoldedCounters add_up_counters(memtrace_ledger_header *then = nullptr);

// After any fork, in the child, once it has a ledger of its own: what was live
// becomes what was inherited, and totals start again. False: there is no
// memory for that.
bool restart_in_child(bool paused);

} // namespace memtrace::rt

#endif
