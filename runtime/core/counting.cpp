// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// counting.cpp: counters and generations; see counting.h, and escrow.h for
// live bytes and the peak.
//
// The peak by line: a new peak starts a new generation. The first event of a
// counter after that saves what was live, so at the end a counter either has
// the value at the peak saved or has not changed since.
#include "core/counting.h"

#include "core/busy.h"
#include "core/contexts.h"
#include "core/exact_peak.h"
#include "core/inheritance.h"
#include "core/options.h"
#include "core/slabs.h"
#include "core/tag.h"
#include "ledger/ledger.h"

#include <errno.h>

namespace memtrace::rt {

Escrow g_escrow;

namespace {

ExactPeak exact;

// With more threads than this at a time the peak is counted exactly.
constexpr uint32_t kMostAccounts = 128;

// Order matters to a reader of the ledger of a killed process: the value is
// saved before the generation says so, and both before the event.
void save_if_older(memtrace_counter *counter, uint64_t now) {
  if (counter->generation >= now)
    return;
  if (counter->generation < read_shared(g_header->peak_generation)) {
    write_own(counter->saved_bytes,
              (int64_t)(counter->allocated_bytes - counter->freed_bytes));
    write_own(counter->saved_blocks,
              (int64_t)(counter->allocated_blocks - counter->freed_blocks));
  }
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  __atomic_store_n(&counter->generation, now, __ATOMIC_RELEASE);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

void add_birth(memtrace_counter *counter, size_t size) {
  add_own(counter->allocated_bytes, (uint64_t)size);
  add_own(counter->allocated_blocks, uint64_t(1));
}

void add_death(memtrace_counter *counter, size_t size) {
  add_own(counter->freed_bytes, (uint64_t)size);
  add_own(counter->freed_blocks, uint64_t(1));
}

void birth(Account &account, memtrace_counter *counter, size_t size) {
  if (exact.is_on()) {
    uint64_t now = g_escrow.wait_for_generation();
    int64_t live = exact.add(account, (int64_t)size);
    save_if_older(counter, now);
    add_birth(counter, size);
    return exact.raise(g_escrow, live);
  }
  g_escrow.refresh(account);
  // A new peak includes this block: the counter keeps its older generation.
  if (account.credit <= size && g_escrow.settle(account, size))
    return add_birth(counter, size);
  save_if_older(counter, account.generation);
  add_own(account.credit, -(uint64_t)size);
  add_birth(counter, size);
}

void death(Account &account, memtrace_counter *counter, size_t size) {
  if (exact.is_on()) {
    save_if_older(counter, g_escrow.wait_for_generation());
    add_death(counter, size);
    exact.add(account, -(int64_t)size);
    return;
  }
  save_if_older(counter, g_escrow.refresh(account));
  add_own(account.credit, (uint64_t)size);
  add_death(counter, size);
}

// Lets `change` do its work on the calling thread's account and its counter of
// the id. False: no counter could be had.
template <typename Change> bool change_counter(uint32_t id, Change change) {
  attach_thread();
  if (g_thread.slab && touch_counter(g_thread.slab_index, id)) {
    change(g_thread.account, counter_in(g_thread.slab, id));
    return true;
  }
  // A thread that has given its slab back, or a system without memory: one
  // slab serves them all, in turn.
  Locked hold(shared_slab_lock());
  if (!touch_counter(kSharedSlab, id))
    return false;
  change(shared_account(), counter_in(slab_base(kSharedSlab), id));
  return true;
}

void note_uncounted(size_t size) {
  __atomic_fetch_add(&g_header->untracked_blocks, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&g_header->untracked_bytes, size, __ATOMIC_RELAXED);
}

void note_damage(uint32_t id) {
  bool counted = id && change_counter(id, [](Account &, memtrace_counter *c) {
                   add_own(c->damaged_blocks, uint64_t(1));
                 });
  if (!counted)
    __atomic_fetch_add(&g_header->bad_tags, 1, __ATOMIC_RELAXED);
}

// The id that it counts for; 0: no counter could be had.
uint32_t count_birth(size_t size, memtrace_site *site) {
  attach_thread(); // gets its callers
  uint32_t id = id_for(site);
  bool counted =
      change_counter(id, [&](Account &account, memtrace_counter *counter) {
        birth(account, counter, size);
      });
  return counted ? id : 0;
}

} // namespace

void count_birth(void *block, size_t size, memtrace_site *site) {
  int saved = errno;
  size_t usable = usable_size(block);
  // tcmalloc knows nothing of some of its first blocks, and answers 0.
  bool has_room = usable >= size + kTagBytes;
  Busy busy;
  uint32_t id = has_room && busy.is_first() ? count_birth(size, site) : 0;
  if (!id)
    note_uncounted(size);
  if (has_room)
    write_tag(block, usable, size, (id ? id : kUncountedId) << 8);
  errno = saved;
}

Death look_at(void *block) {
  int saved = errno;
  TaggedBlock tagged = {};
  Death death = {};
  switch (read_tag(block, usable_size(block), context_count(), &tagged)) {
  case Tag::kWhole:
    death = {tagged.id, tagged.size};
    break;
  case Tag::kUncounted:
    break;
  case Tag::kDamaged: {
    Busy busy;
    if (busy.is_first())
      note_damage(tagged.id);
    break;
  }
  }
  errno = saved;
  return death;
}

void count_death(Death dead) {
  Busy busy;
  if (!dead.id)
    return;
  if (!busy.is_first())
    return note_uncounted(dead.size);
  int saved = errno;
  change_counter(dead.id, [&](Account &account, memtrace_counter *counter) {
    death(account, counter, dead.size);
  });
  errno = saved;
}

void count_death(void *block) { count_death(look_at(block)); }

namespace {

void count_exactly_if_needed(uint32_t threads) {
  if (((g_options.exact_peak && threads > 1) || threads > kMostAccounts) &&
      !exact.is_on())
    exact.begin(g_escrow);
}

} // namespace

void attach_thread() {
  if (g_thread.slab || g_thread.late)
    return;
  Busy busy;
  if (attach_slab()) // also of a thread that nobody expected
    count_exactly_if_needed(g_escrow.threads());
}

void leave_counting() {
  exact.leave(g_thread.account);
  g_escrow.leave(g_thread.account);
}

void expect_thread() {
  Busy busy;
  g_escrow.expect();
  count_exactly_if_needed(g_escrow.threads());
}

void expect_no_thread() { g_escrow.expect_no_more(); }

// Locks in the order in which an event may take them.
void add_up_for_fork() {
  Busy busy;
  Locked hold(shared_slab_lock());
  exact.hold();
  g_escrow.hold();
  add_up_inheritance();
  g_escrow.release();
  exact.release();
}

namespace {

// Where the header can't be read, every event takes the slow way.
void open_escrow(uint64_t live) {
  bool fast = g_state.reads_headers && !exact.is_on();
  g_state.counter_mask =
      (uint64_t(id_capacity()) - 1) * sizeof(memtrace_counter);
  g_state.site_mask = g_contexts.caller_count ? 0 : g_state.counter_mask;
  g_state.fast_generation = kNoGeneration;
  g_escrow.open(g_header, fast ? &g_state.fast_generation : nullptr,
                g_thread.slab ? &g_thread.account : nullptr, live);
}

} // namespace

bool restart_in_child() {
  // Nobody holds them any more who could give them back.
  shared_slab_lock() = {};
  exact = {};
  if (!reopen_slabs())
    return false;
  Inheritance inherited = take_inheritance();
  g_header->inherited = 1;
  g_header->inherited_bytes = inherited.bytes;
  g_header->inherited_blocks = inherited.blocks;
  open_escrow(inherited.bytes);
  return true;
}

bool open_counting() {
  open_escrow(0);
  return open_slabs();
}

} // namespace memtrace::rt
