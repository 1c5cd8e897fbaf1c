// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// counting.cpp: counters, generations and the peak.
//
// Live bytes and the peak: while the process has one thread, live is
// peak - (credit - 1) of that thread, and a new peak is noticed when the
// credit doesn't suffice. With more threads, live is one atomic number.
//
// The peak by line: a new peak starts a new generation. The first event of a
// counter after that saves what was live, so at the end a counter either has
// the value at the peak saved or has not changed since.
#include "core/counting.h"

#include "core/slabs.h"
#include "core/tag.h"
#include "ledger/ledger.h"

#include <errno.h>

namespace memtrace::rt {
namespace {

uint64_t generation = 1;
bool threaded;
int64_t threaded_live;
Lock peak_lock;
Thread *sole_thread; // whose credit counts while there is one

uint64_t current_generation() {
  return __atomic_load_n(&generation, __ATOMIC_RELAXED);
}

// A new peak has just been counted.
void next_generation() {
  uint64_t next = generation + 1;
  __atomic_store_n(&generation, next, __ATOMIC_RELAXED);
  g_header->peak_generation = next;
  if (!threaded && g_state.reads_headers)
    g_state.fast_generation = next;
}

// Order matters to a reader of the ledger of a killed process: the value is
// saved before the generation says so, and both before the event.
void save_if_older(memtrace_counter *counter, uint64_t now) {
  if (counter->generation >= now)
    return;
  counter->saved_bytes =
      (int64_t)(counter->allocated_bytes - counter->freed_bytes);
  counter->saved_blocks =
      (int64_t)(counter->allocated_blocks - counter->freed_blocks);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  __atomic_store_n(&counter->generation, now, __ATOMIC_RELEASE);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

void add_birth(memtrace_counter *counter, size_t size) {
  counter->allocated_bytes += size;
  counter->allocated_blocks++;
}

void add_death(memtrace_counter *counter, size_t size) {
  counter->freed_bytes += size;
  counter->freed_blocks++;
}

void raise_peak(int64_t live) {
  if (live <= (int64_t)__atomic_load_n(&g_header->peak_bytes, __ATOMIC_RELAXED))
    return;
  Locked hold(peak_lock);
  if (live <= (int64_t)g_header->peak_bytes)
    return;
  __atomic_store_n(&g_header->peak_bytes, (uint64_t)live, __ATOMIC_RELAXED);
  next_generation();
}

void birth_among_threads(memtrace_counter *counter, size_t size) {
  int64_t live =
      __atomic_add_fetch(&threaded_live, (int64_t)size, __ATOMIC_RELAXED);
  save_if_older(counter, current_generation());
  add_birth(counter, size);
  raise_peak(live);
}

void birth_alone(memtrace_counter *counter, size_t size) {
  uint64_t &credit = g_thread.credit;
  if (credit > size) {
    save_if_older(counter, generation);
    credit -= size;
    add_birth(counter, size);
    return;
  }
  // A new peak, this block included: the counter keeps its older generation.
  g_header->peak_bytes += size - (credit - 1);
  credit = 1;
  add_birth(counter, size);
  next_generation();
}

// The calling thread is the only one; so much is its credit.
void be_alone(uint64_t credit) {
  sole_thread = &g_thread;
  g_thread.credit = credit;
  g_thread.fast_slab = g_state.reads_headers ? g_thread.slab : nullptr;
}

// Gives the thread its slab. While there is one thread, it also gets the
// credit, which is then 1: nothing was ever live.
void attach() {
  bool first = !sole_thread && !threaded;
  if (!first && sole_thread != &g_thread)
    enter_threads();
  if (!attach_slab())
    return;
  if (first)
    be_alone(1);
}

// Lets `change` do its work on the calling thread's counter of the id. False:
// no counter could be had.
template <typename Change> bool change_counter(uint32_t id, Change change) {
  if (!g_thread.slab && !g_thread.late)
    attach();
  if (g_thread.slab && commit_counter(g_thread.slab_index, id)) {
    change(counter_in(g_thread.slab, id));
    return true;
  }
  // A thread that has given its slab back, or a system without memory: one
  // slab serves them all, in turn.
  if (!threaded)
    enter_threads();
  Locked hold(shared_slab_lock());
  if (!commit_counter(kSharedSlab, id))
    return false;
  change(counter_in(slab_base(kSharedSlab), id));
  return true;
}

void note_uncounted(size_t size) {
  __atomic_fetch_add(&g_header->untracked_blocks, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&g_header->untracked_bytes, size, __ATOMIC_RELAXED);
}

} // namespace

void count_birth(void *block, size_t size, memtrace_site *site) {
  int saved = errno;
  if (!__atomic_load_n(&site->tag, __ATOMIC_ACQUIRE))
    register_site(site);
  size_t usable = usable_size(block);
  // tcmalloc knows nothing of some of its first blocks, and answers 0.
  bool has_room = usable >= size + kTagBytes;
  bool counted = has_room &&
                 change_counter(site->tag >> 8, [&](memtrace_counter *counter) {
                   if (threaded)
                     birth_among_threads(counter, size);
                   else
                     birth_alone(counter, size);
                 });
  if (!counted)
    note_uncounted(size);
  if (has_room)
    write_tag(block, usable, size, counted ? site->tag : kUncountedId << 8);
  errno = saved;
}

Death look_at(void *block) {
  int saved = errno;
  TaggedBlock tagged = {};
  bool ours = read_tag(block, usable_size(block), site_count(), &tagged);
  if (!ours && tagged.id != kUncountedId)
    __atomic_fetch_add(&g_header->bad_tags, 1, __ATOMIC_RELAXED);
  errno = saved;
  return ours ? Death{tagged.id, tagged.size} : Death{0, 0};
}

void count_death(Death death) {
  if (!death.id)
    return;
  int saved = errno;
  change_counter(death.id, [&](memtrace_counter *counter) {
    save_if_older(counter, current_generation());
    add_death(counter, death.size);
    if (threaded)
      __atomic_sub_fetch(&threaded_live, (int64_t)death.size, __ATOMIC_RELAXED);
    else
      g_thread.credit += death.size;
  });
  errno = saved;
}

void count_death(void *block) { count_death(look_at(block)); }

void enter_threads() {
  Locked hold(peak_lock);
  if (threaded)
    return;
  if (sole_thread) {
    threaded_live = (int64_t)(g_header->peak_bytes - (sole_thread->credit - 1));
    sole_thread->credit = 0;
    sole_thread->fast_slab = nullptr;
  }
  g_state.fast_generation = kNoGeneration;
  __atomic_store_n(&threaded, true, __ATOMIC_RELEASE);
}

// In the order in which an event may take them.
void hold_counting() {
  shared_slab_lock().acquire();
  g_ledger_lock.acquire();
  peak_lock.acquire();
}

void release_counting() {
  peak_lock.release();
  g_ledger_lock.release();
  shared_slab_lock().release();
}

namespace {

// What is live becomes what was inherited; 0 blocks were born since.
void inherit(memtrace_counter *counter) {
  counter->allocated_bytes -= counter->freed_bytes;
  counter->allocated_blocks -= counter->freed_blocks;
  counter->freed_bytes = 0;
  counter->freed_blocks = 0;
  g_header->inherited_bytes += counter->allocated_bytes;
  g_header->inherited_blocks += counter->allocated_blocks;
}

} // namespace

void restart_in_child() {
  g_header->inherited = 1;
  g_header->inherited_bytes = 0;
  g_header->inherited_blocks = 0;
  for (uint32_t slab = 0; slab < g_header->slab_count; ++slab)
    for (uint32_t id = 1; id < g_header->site_count; ++id) {
      memtrace_counter *counter = counter_in(slab_base(slab), id);
      // What was never written may not be writable.
      if (counter->allocated_blocks || counter->freed_blocks)
        inherit(counter);
    }
  keep_own_slab();
  g_header->bad_tags = 0;
  g_header->untracked_blocks = 0;
  g_header->untracked_bytes = 0;
  g_header->peak_bytes = g_header->inherited_bytes;
  threaded = !g_thread.slab;
  threaded_live = (int64_t)g_header->inherited_bytes;
  sole_thread = nullptr;
  g_thread.credit = 0;
  g_thread.fast_slab = nullptr;
  if (!threaded)
    be_alone(1);
  next_generation();
}

bool open_counting() {
  g_state.counter_mask =
      (uint64_t(id_capacity()) - 1) * sizeof(memtrace_counter);
  g_state.fast_generation = g_state.reads_headers ? generation : kNoGeneration;
  return open_slabs();
}

} // namespace memtrace::rt
