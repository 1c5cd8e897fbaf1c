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

// What is known of a block that may die.
struct Death {
  uint32_t id; // 0: the block carried no tag of ours
  size_t size;
};

// A block is about to be freed: counts it. A block without a tag that makes
// sense is counted as such.
void count_death(void *block);

// The same in two steps, for realloc, which may fail: first look, then count.
Death look_at(void *block);
void count_death(Death death);

// Gives the calling thread its counters, if it has none.
void attach_thread();

// Takes the calling thread's account from it; its slab is its own still.
void leave_counting();

// Called by a thread before it creates another one, and if that fails.
void expect_thread();
void expect_no_thread();

// The first steps: called once, by the thread that initialises.
bool open_counting();

// By a thread that is about to fork: adds up what is live, by site, while
// nobody else counts. Nothing is held any more when it returns: fork() itself
// waits for locks of the C library whose holders may be allocating.
void add_up_for_fork();

// After any fork, in the child, once it has a ledger of its own: what was live
// becomes what was inherited, and totals start again. False: there is no
// memory for that.
bool restart_in_child();

} // namespace memtrace::rt

#endif
