// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lasting_sites.cpp: see lasting_sites.h. An array by id, writable as far as
// it was needed, of pairs.
#include "core/lasting_sites.h"

#include "core/allocate.h"
#include "core/busy.h"
#include "core/contexts.h"
#include "core/slabs.h"
#include "ledger/ledger.h"
#include "os/memory.h"

namespace memtrace::rt {
namespace {

struct LastingSites {
  memtrace_site same;
  memtrace_site creating; // a thread
};
LastingSites *sites;
size_t writable; // bytes
// How far a thread's other frames are from its own, in each of them the same.
ptrdiff_t others;

// The lock is held.
bool make_writable(size_t bytes) {
  if (!sites)
    sites = static_cast<LastingSites *>(
        reserve(size_t(id_capacity()) * sizeof(LastingSites)));
  while (sites && writable < bytes) {
    if (!commit(reinterpret_cast<char *>(sites) + writable, page_size()))
      return false;
    writable += page_size();
  }
  return sites != nullptr;
}

// The lock is held.
LastingSites *lasting_of(memtrace_site *site) {
  register_site_locked(site);
  uint32_t id = site->tag >> 8;
  if (!make_writable((size_t(id) + 1) * sizeof(LastingSites)))
    return nullptr;
  memtrace_site lasting = {};
  lasting.counter = site->counter;
  lasting.tag = site->tag;
  lasting.flags = site->flags & MEMTRACE_SITE_STACKS;
  sites[id].same = lasting;
  lasting.flags = kCreatesThread;
  sites[id].creating = lasting;
  return &sites[id];
}

} // namespace

memtrace_site *creating_site(memtrace_site *site) {
  if (!site)
    return nullptr;
  Busy busy;
  if (!busy.is_first())
    return nullptr;
  Locked hold(g_ledger_lock);
  LastingSites *lasting = lasting_of(site);
  return lasting ? &lasting->creating : nullptr;
}

bool is_lasting(const memtrace_site *site) {
  return (uintptr_t)site - (uintptr_t)sites <
         (sites ? id_capacity() * sizeof *sites : 0);
}

namespace {

memtrace_site *replacement_of(memtrace_site *site) {
  LastingSites *lasting = lasting_of(site);
  return lasting ? &lasting->same : &g_unknown_site;
}

// Its thread may have set another meanwhile, which is in use.
void make_last(uint64_t *place) {
  uint64_t word = __atomic_load_n(place, __ATOMIC_RELAXED);
  memtrace_site *site = site_in(word);
  if (site && site != &g_missing_callers && !is_lasting(site))
    __atomic_compare_exchange_n(place, &word,
                                word_of(replacement_of(site), depth_in(word)),
                                false, __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

memtrace_thread_frames *others_of(memtrace_thread_frames *thread) {
  return (memtrace_thread_frames *)((char *)thread + others);
}

void make_last(memtrace_thread_frames *thread) {
  make_last(&thread->stacks.word);
  // Also what is deeper than the thread is now: a fiber may get there again.
  if (thread->stacks.callers)
    for_each_caller(*array_of(thread->stacks.callers), make_last);
}

} // namespace

void also_keep(const memtrace_thread_frames *frames) {
  others = (const char *)frames - (const char *)&MEMTRACE_THREAD_FRAMES;
}

void make_current_sites_last() {
  Busy busy;
  if (!busy.is_first())
    return;
  Locked hold(g_ledger_lock);
  for (uint32_t slab = 0; slab < slab_count(); ++slab)
    if (memtrace_thread_frames *thread = frames_of(slab)) {
      make_last(thread);
      if (others)
        make_last(&others_of(thread)->stacks.word);
    }
  for_each_unused_caller(make_last);
}

} // namespace memtrace::rt
