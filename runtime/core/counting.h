// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// counting.h: what an event does to the counters, in full. The hooks take
// shortcuts through this where a thread adds to a counter that is up to date.
// All functions keep errno and may be called by any thread.
#ifndef MEMTRACE_CORE_COUNTING_H
#define MEMTRACE_CORE_COUNTING_H

#include "core/state.h"

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
// to be had. Nothing is counted then. False: it can't be undone here.
bool count_no_birth(uint32_t id, size_t size);

// One that was counted so has no room for a tag: it is uncounted after all.
void count_without_room(uint32_t id, size_t size);

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

// Whether new blocks are recorded. Deaths of those that were always count.
bool is_recording();
void record_births(bool wanted);

} // namespace memtrace::rt

#endif
