// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// counting.h: what an event does to the counters, in full. The hooks take
// shortcuts through this where a thread adds to a counter that is up to date.
// All functions keep errno and may be called by any thread.
#ifndef MEMTRACE_CORE_COUNTING_H
#define MEMTRACE_CORE_COUNTING_H

#include "core/state.h"
#include "ledger/fold.h"

namespace memtrace::rt {

// A block of `size` requested bytes is born: counts it for the site and tags
// it. For blocks of the next allocator that have room for the tag.
void count_birth(void *block, size_t size, memtrace_site *site);

// A block that no counter takes gets a tag that says so. The same demands.
void mark_uncounted(void *block, size_t size);

// What is known of a block that may die.
struct Death {
  uint32_t id; // 0: the block carried no tag of ours
  size_t size;
};

// A block is about to be freed: counts it. A block without a tag that makes
// sense is counted as such.
void count_death(void *block);

// The first event since a peak of a counter that the calling thread has used
// before: makes it pass the gate. False: that takes the slow way.
bool bring_up(memtrace_counter *counter, uint32_t id, uint64_t gate);

// Opens the gate for deaths that the thread's own growth had shut. False: it is
// shut for another reason.
bool end_own_growth();

// A block for which the thread has no credit, of a counter that it has used
// before: true if that is a new peak and counted.
bool count_peak(memtrace_counter *counter, uint32_t id, size_t size,
                memtrace_site *site);

// A block that was counted, for the context, before it was asked for, was not
// to be had. Nothing is counted then.
void count_no_birth(uint32_t id, size_t size);

// The same in two steps, for realloc, which may fail: first look, then count.
Death look_at(void *block);
void count_death(Death death);

// What is tracked by hand, and has no tag: the id that it counts for, 0 without
// room; and its end. In the middle of an event of the caller's.
uint32_t count_birth_in(unsigned domain, size_t size, memtrace_site *site);
void count_death_of(Death death);

// Whether a block carries a tag of ours, and its size as requested.
bool is_tagged(void *block, size_t *size);
// The id that it counts for; 0: for nothing.
uint32_t context_of_block(void *block);

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

// The first steps: called once, by the thread that initialises. From now on
// births are recorded, unless `paused`.
bool open_counting(bool paused);

// Whether new blocks are recorded. Deaths of those that were always count.
bool is_recording();
void record_births(bool wanted);

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
