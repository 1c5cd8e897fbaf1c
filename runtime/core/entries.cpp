// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// entries.cpp: see entries.h.
#include "core/entries.h"

#include "core/next.h"
#include "core/short_ways.h"

namespace memtrace::rt {
namespace {

// Off, or for blocks that are nobody's, which it marks as such.
void *pass_malloc_on(size_t size, memtrace_site *) {
  return g_passed_on.malloc(size);
}
void *pass_calloc_on(size_t count, size_t size, memtrace_site *) {
  return g_passed_on.calloc(count, size);
}

void pass_free_on(void *block) { g_next.free(block); }

template <typename For, typename Blocks>
constexpr Entries kShort = {malloc_for<For, Blocks>, calloc_for<For, Blocks>,
                            realloc_for<For, Blocks>, free_for<Blocks>};
// Whoever moves a block has to look whether it was counted.
constexpr Entries kPassedOn = {pass_malloc_on, pass_calloc_on, realloc_slow,
                               pass_free_on};
constexpr Entries kSlow = {malloc_slow, calloc_slow, realloc_slow, free_slow};

template <typename Blocks> Entries entries_when_on() {
  switch (g_state.births) {
  case Births::kSites:
    return kShort<ForSites, Blocks>;
  case Births::kContexts:
    return kShort<ForContexts, Blocks>;
  case Births::kNobody:
    break;
  }
  Entries paused = kPassedOn;
  paused.free = free_for<Blocks>;
  return paused;
}

Entries entries() {
  Entries now = kSlow;
  if (mode() == Mode::kOn) {
    now = has_block_caches() ? entries_when_on<FromCache>()
                             : entries_when_on<FromNext>();
  } else if (mode() == Mode::kOff) {
    now = kPassedOn;
    // Freeing bootstrap memory must still be noticed.
    if (bootstrap_used())
      now.free = free_slow;
  }
  return now;
}

} // namespace

Entries g_entries = kSlow;

void choose_entries() {
  Entries now = entries();
  // Before anyone has a block to free that counts.
  __atomic_store_n(&g_entries.free, now.free, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.realloc, now.realloc, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.calloc, now.calloc, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.malloc, now.malloc, __ATOMIC_RELEASE);
}

} // namespace memtrace::rt
