// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// slabs.h: who counts where. A slab has a counter for each id and belongs to
// one thread at a time; a thread that ends leaves its slab, as it is, to a
// later one.
#ifndef MEMTRACE_CORE_SLABS_H
#define MEMTRACE_CORE_SLABS_H

#include "core/state.h"
#include "os/lock.h"

namespace memtrace::rt {

// The slab of those that have none: threads whose end has begun, and all
// threads when there is no memory for more. Used under its lock.
constexpr uint32_t kSharedSlab = 0;
Lock &shared_slab_lock();
Account &shared_account(); // joins the escrow when it is first used

// The first slab, and what tells us of the end of threads. Once.
bool open_slabs();

// Gives the calling thread a slab until it ends. False: it uses the shared
// one from now on.
bool attach_slab();

// In the child of a fork: the calling thread's slab was its parent's. The
// thread that starts the new ledger may be another one.
void forget_slab();

// In the child of a fork, which has a new ledger: opens the first slab. False:
// there is no memory.
bool reopen_slabs();

// Gives all threads that have a slab an array for their callers.
void open_callers_of_all(bool late);

// Where the thread that has the slab is; null: nobody has it. The ledger's lock
// is held.
memtrace_thread_frames *frames_of(uint32_t slab);

inline memtrace_counter *counter_at(char *slab, uint64_t distance) {
  return reinterpret_cast<memtrace_counter *>(slab + distance);
}
inline memtrace_counter *counter_in(char *slab, uint32_t id) {
  return counter_at(slab, uint64_t(id) * sizeof(memtrace_counter));
}

// What an event adds, by the thread that has the slab.
inline void add_birth(memtrace_counter *counter, size_t size) {
  add_own(counter->allocated_bytes, (uint64_t)size);
  add_own(counter->allocated_blocks, uint64_t(1));
}
inline void add_death(memtrace_counter *counter, size_t size) {
  add_own(counter->freed_bytes, (uint64_t)size);
  add_own(counter->freed_blocks, uint64_t(1));
}

} // namespace memtrace::rt

#endif
