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
#include "core/counting_threads.h"
#include "core/entries.h"
#include "core/look.h"
#include "core/slabs.h"
#include "core/tag.h"
#include "ledger/ledger.h"

#include <errno.h>

namespace memtrace::rt {

Escrow g_escrow;
ExactPeak g_exact_peak;

namespace {

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

// Where all that was counted has been cleared since, a block is none of ours
// any more. Asked when the event knows its generation, so that a clear() that
// comes later calls that one old.
bool is_forgotten(uint32_t id) {
  return id < __atomic_load_n(&g_header->first_context, __ATOMIC_ACQUIRE);
}

// All these are false if it is forgotten, and nothing has changed.

// What makes a new peak is in it: the counter keeps its older generation. Peak,
// generation, and after that the block, as where a thread is alone.
bool birth_in_order(Account &account, memtrace_counter *counter, uint32_t id,
                    size_t size) {
  HeldPeak held(g_exact_peak);
  if (is_forgotten(id))
    return false;
  int64_t live = g_exact_peak.add(account, (int64_t)size);
  if (live > g_escrow.peak())
    g_escrow.raise((uint64_t)live);
  else
    save_if_older(counter, g_escrow.wait_for_generation());
  add_birth(counter, size);
  return true;
}

bool death_in_order(Account &account, memtrace_counter *counter, uint32_t id,
                    size_t size) {
  HeldPeak held(g_exact_peak);
  if (is_forgotten(id))
    return false;
  save_if_older(counter, g_escrow.wait_for_generation());
  add_death(counter, size);
  g_exact_peak.add(account, -(int64_t)size);
  return true;
}

bool birth(Account &account, memtrace_counter *counter, uint32_t id,
           size_t size) {
  if (g_exact_peak.is_on())
    return birth_in_order(account, counter, id, size);
  Escrow::Settled settled;
  do {
    g_escrow.refresh(account);
    if (is_forgotten(id))
      return false;
    // Less than none, where a signal handler has come between.
    settled = (int64_t)account.credit <= (int64_t)size
                  ? g_escrow.settle(account, size)
                  : Escrow::Settled::kCredit;
  } while (settled == Escrow::Settled::kVoid);
  // A new peak includes this block: the counter keeps its older generation.
  if (settled != Escrow::Settled::kPeak)
    save_if_older(counter, account.generation);
  if (settled == Escrow::Settled::kCredit)
    add_own(account.credit, -(uint64_t)size);
  add_birth(counter, size);
  return true;
}

bool death(Account &account, memtrace_counter *counter, uint32_t id,
           size_t size) {
  if (g_exact_peak.is_on())
    return death_in_order(account, counter, id, size);
  g_escrow.end_growth();
  uint64_t now = g_escrow.refresh(account);
  if (is_forgotten(id))
    return false;
  save_if_older(counter, now);
  add_own(account.credit, (uint64_t)size);
  add_death(counter, size);
  return true;
}

// A birth that turned out to be none, as if it had never been counted.
bool undo_birth(Account &account, memtrace_counter *counter, uint32_t id,
                size_t size) {
  auto undo = [&] {
    add_own(counter->allocated_bytes, -(uint64_t)size);
    add_own(counter->allocated_blocks, -uint64_t(1));
    return true;
  };
  if (g_exact_peak.is_on()) {
    HeldPeak held(g_exact_peak);
    if (is_forgotten(id))
      return false;
    g_exact_peak.add(account, -(int64_t)size);
    return undo();
  }
  g_escrow.refresh(account);
  if (is_forgotten(id))
    return false;
  add_own(account.credit, (uint64_t)size);
  return undo();
}

enum class Change { kMade, kForgotten, kNoCounter };

// Lets `change` do its work on the calling thread's account and its counter of
// the id.
template <typename Make> Change change_counter(uint32_t id, Make make) {
  auto outcome = [](bool made) {
    return made ? Change::kMade : Change::kForgotten;
  };
  if (is_forgotten(id))
    return Change::kForgotten;
  attach_thread();
  if (char *slab = g_thread.slab) {
    memtrace_counter *counter = counter_in(slab, id);
    // One that was used is there.
    if (counter->generation || touch_counter(g_thread.slab_index, id))
      return outcome(make(g_thread.account, counter));
  }
  // A thread that has given its slab back, or a system without memory: one
  // slab serves them all, in turn.
  Locked hold(shared_slab_lock());
  if (!touch_counter(kSharedSlab, id))
    return Change::kNoCounter;
  return outcome(
      make(shared_account(), counter_in(slab_base(kSharedSlab), id)));
}

void note_uncounted(size_t size) {
  __atomic_fetch_add(&g_header->untracked_blocks, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&g_header->untracked_bytes, size, __ATOMIC_RELAXED);
}

void note_damage(uint32_t id) {
  auto note = [](Account &, memtrace_counter *counter) {
    add_own(counter->damaged_blocks, uint64_t(1));
    return true;
  };
  if (!id || change_counter(id, note) != Change::kMade)
    __atomic_fetch_add(&g_header->bad_tags, 1, __ATOMIC_RELAXED);
}

// Counts a birth for what id() gives, which it gives anew when all is cleared
// in between. 0: no counter could be had.
template <typename Id> uint32_t count_birth_for(size_t size, Id id) {
  attach_thread(); // gets its callers
  for (;;) {
    uint32_t charged = id();
    if (!charged)
      return 0;
    Change change = change_counter(
        charged, [&](Account &account, memtrace_counter *counter) {
          return birth(account, counter, charged, size);
        });
    if (change != Change::kForgotten)
      return change == Change::kMade ? charged : 0;
  }
}

void note_death(Death dead) {
  change_counter(dead.id, [&](Account &account, memtrace_counter *counter) {
    return death(account, counter, dead.id, dead.size);
  });
}

} // namespace

void mark_uncounted(void *block, size_t size) {
  size_t usable = usable_size(block);
  if (usable >= size + kTagBytes)
    write_tag(block, usable, size, kUncountedId << 8);
}

void count_birth(void *block, size_t size, memtrace_site *site) {
  if (!is_recording())
    return mark_uncounted(block, size);
  int saved = errno;
  size_t usable = usable_size(block);
  // tcmalloc knows nothing of some of its first blocks, and answers 0.
  bool has_room = usable >= size + kTagBytes;
  Busy busy(site);
  uint32_t id = 0;
  if (has_room && busy.is_first())
    id = count_birth_for(size, [site] { return id_for(site); });
  if (!id)
    note_uncounted(size);
  if (has_room)
    write_tag(block, usable, size, (id ? id : kUncountedId) << 8);
  errno = saved;
}

__attribute__((noinline)) bool bring_up(memtrace_counter *counter, uint32_t id,
                                        uint64_t gate) {
  uint64_t now = gate_for(gate); // its own inverse
  const Account &account = g_thread.account;
  if (!counter->generation || gate == kShut || account.generation != now ||
      (int64_t)account.credit <= 0 || is_forgotten(id))
    return false;
  Busy busy;
  if (!busy.is_first())
    return false;
  save_if_older(counter, now);
  return true;
}

bool end_own_growth() {
  Busy busy;
  return busy.is_first() && g_escrow.end_own_growth(g_thread.account);
}

bool count_peak(memtrace_counter *counter, uint32_t id, size_t size,
                memtrace_site *site) {
  int saved = errno;
  Busy busy(site);
  bool counts = busy.is_first() && counter->generation && !is_forgotten(id) &&
                g_escrow.settle_alone(g_thread.account, size);
  if (counts)
    add_birth(counter, size);
  errno = saved;
  return counts;
}

namespace {

// Of a block whose counter the calling thread has used before, so that the tag
// is whole. Id 0: it takes a closer look.
inline Death look_quickly(void *block) {
  char *slab = g_thread.slab;
  Look seen;
  size_t size;
  if (!g_state.reads_headers || !slab ||
      !GlibcsBlock::look(block, slab, &seen) ||
      !is_whole<GlibcsBlock>(block, seen, &size) ||
      seen.word >> 8 >= context_count())
    return {};
  return {seen.word >> 8, size};
}

} // namespace

Death look_at(void *block) {
  Death death = look_quickly(block);
  if (__builtin_expect(death.id != 0, 1))
    return death;
  int saved = errno;
  TaggedBlock tagged = {};
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
  note_death(dead);
  errno = saved;
}

uint32_t count_birth_in(unsigned domain, size_t size, memtrace_site *site) {
  int saved = errno;
  uint32_t id =
      count_birth_for(size, [=] { return id_in_domain(site, domain); });
  errno = saved;
  return id;
}

void count_death_of(Death dead) {
  int saved = errno;
  note_death(dead);
  errno = saved;
}

bool is_tagged(void *block, size_t *size) {
  TaggedBlock tagged = {};
  Tag tag = read_tag(block, usable_size(block), context_count(), &tagged);
  *size = tagged.size;
  return tag != Tag::kDamaged;
}

uint32_t context_of_block(void *block) {
  TaggedBlock tagged = {};
  Tag tag = read_tag(block, usable_size(block), context_count(), &tagged);
  return tag == Tag::kWhole && !is_forgotten(tagged.id) ? tagged.id : 0;
}

void count_death(void *block) {
  Death dead = look_at(block);
  if (dead.id)
    clear_tag(block, usable_size(block));
  count_death(dead);
}

void count_without_room(uint32_t id, size_t size) {
  if (count_no_birth(id, size))
    note_uncounted(size);
}

bool count_no_birth(uint32_t id, size_t size) {
  int saved = errno;
  Busy busy;
  // In the middle of another event of this thread's there is nothing to wait
  // for.
  auto undo = [&](Account &account, memtrace_counter *counter) {
    return busy.is_first() && undo_birth(account, counter, id, size);
  };
  bool undone = change_counter(id, undo) == Change::kMade;
  errno = saved;
  return undone;
}

bool is_recording() {
  Births births;
  __atomic_load(&g_state.births, &births, __ATOMIC_RELAXED);
  return births != Births::kNobody;
}

void record_births(bool wanted) {
  Births births = !wanted                   ? Births::kNobody
                  : g_contexts.caller_count ? Births::kContexts
                                            : Births::kSites;
  __atomic_store(&g_state.births, &births, __ATOMIC_RELEASE);
  choose_entries();
}

} // namespace memtrace::rt
