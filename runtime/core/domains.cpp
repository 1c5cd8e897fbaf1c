// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// domains.cpp: see domains.h. The table has open addressing; what is taken out
// closes the gap behind it, so that nothing has to be searched for in vain.
#include "core/domains.h"

#include "core/busy.h"
#include "core/contexts.h"
#include "core/counting.h"
#include "core/tag.h"
#include "core/tracing.h"
#include "ledger/ledger.h"
#include "os/lock.h"
#include "os/memory.h"

namespace memtrace::rt {
namespace {

struct Tracked {
  uintptr_t address;
  uint64_t size;
  uint32_t domain;
  uint32_t id; // 0: there is nothing in this place
};

Lock lock;
Tracked *table;
size_t slots; // a power of two
constexpr size_t kFirstSlots = 128;
size_t taken;

size_t place_of(uintptr_t address) {
  // The best bits are on top; there are fewer than 2^32 slots.
  return (address * kGolden >> 32) & (slots - 1);
}

size_t after(size_t place) { return (place + 1) & (slots - 1); }

// Where it is, or would be.
Tracked *find(unsigned domain, uintptr_t address) {
  size_t i = place_of(address);
  while (table[i].id &&
         (table[i].address != address || table[i].domain != domain))
    i = after(i);
  return &table[i];
}

bool make_room() {
  if (taken * 2 < slots)
    return true;
  size_t wider = slots ? slots * 2 : kFirstSlots;
  auto *fresh = static_cast<Tracked *>(map(wider * sizeof *table));
  if (!fresh)
    return false;
  count_own_bytes((wider - slots) * sizeof *table);
  Tracked *old = table;
  size_t old_slots = slots;
  table = fresh;
  slots = wider;
  for (size_t i = 0; i < old_slots; ++i)
    if (old[i].id)
      *find(old[i].domain, old[i].address) = old[i];
  if (old)
    unmap(old, old_slots * sizeof *old);
  return true;
}

void take_out(Tracked *tracked) {
  auto hole = (size_t)(tracked - table);
  for (size_t i = after(hole); table[i].id; i = after(i)) {
    // What would be found before the hole stays.
    size_t home = place_of(table[i].address);
    if (((i - home) & (slots - 1)) < ((i - hole) & (slots - 1)))
      continue;
    table[hole] = table[i];
    hole = i;
  }
  table[hole] = {};
  --taken;
}

int track_heap(void *block, memtrace_site *site) {
  if (!block)
    return MEMTRACE_INVALID;
  size_t size = 0;
  if (!is_tagged(block, &size))
    return MEMTRACE_INVALID;
  count_death(block);
  count_birth(block, size, site);
  return MEMTRACE_OK;
}

} // namespace

int track(unsigned domain, const void *address, size_t size,
          memtrace_site *site) {
  if (!is_tracing())
    return is_available() ? MEMTRACE_NOT_TRACING : MEMTRACE_NOT_OURS;
  if (domain == MEMTRACE_HEAP)
    return track_heap(const_cast<void *>(address), site);
  Busy busy;
  Locked hold(lock);
  if (!make_room())
    return MEMTRACE_NO_MEMORY;
  Tracked *tracked = find(domain, (uintptr_t)address);
  if (tracked->id)
    count_death_of({tracked->id, (size_t)tracked->size});
  else
    ++taken;
  uint32_t id = count_birth_in(domain, size, site);
  *tracked = {(uintptr_t)address, size, domain, id};
  if (id)
    return MEMTRACE_OK;
  tracked->id = 1; // for take_out() to find it
  take_out(tracked);
  return MEMTRACE_NO_IDS;
}

void untrack(unsigned domain, const void *address) {
  if (!has_counts() || (domain == MEMTRACE_HEAP && !address))
    return;
  auto *block = const_cast<void *>(address);
  size_t size = 0;
  if (domain == MEMTRACE_HEAP) {
    if (!is_tagged(block, &size))
      return;
    count_death(block);
    return mark_uncounted(block, size);
  }
  Busy busy;
  Locked hold(lock);
  Tracked *tracked = table ? find(domain, (uintptr_t)address) : nullptr;
  if (!tracked || !tracked->id)
    return;
  count_death_of({tracked->id, (size_t)tracked->size});
  take_out(tracked);
}

uint32_t context_of(const void *address) {
  if (!has_counts())
    return 0;
  {
    Busy busy;
    Locked hold(lock);
    for (size_t i = slots ? place_of((uintptr_t)address) : 0;
         slots && table[i].id; i = after(i))
      if (table[i].address == (uintptr_t)address)
        return table[i].id;
  }
  return address ? context_of_block(const_cast<void *>(address)) : 0;
}

void hold_domains() { lock.acquire(); }
void release_domains() { lock.release(); }
void reset_domains() { lock = {}; }

void forget_domains() {
  for (size_t i = 0; i < slots; ++i)
    table[i] = {};
  taken = 0;
}

} // namespace memtrace::rt
