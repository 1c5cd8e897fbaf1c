// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// entries.cpp: see entries.h.
#include "core/entries.h"

#include "core/next.h"
#include "core/short_ways.h"

namespace memtrace::rt {
namespace {

// A function of C doesn't notice an argument too many, and each function less
// between the program and its allocator is a jump less.
template <typename To, typename From> To *with_site(From *function) {
  return reinterpret_cast<To *>(reinterpret_cast<void (*)()>(function));
}

// Off, or for blocks that are nobody's, which it marks as such. Whoever moves a
// block has to look whether it was counted.
Entries passed_on() {
  return {
      with_site<void *(size_t, memtrace_site *)>(g_passed_on.malloc),
      with_site<void *(size_t, size_t, memtrace_site *)>(g_passed_on.calloc),
      realloc_slow, g_next.free, usable_size_slow};
}

template <typename For, typename Blocks>
constexpr Entries kShort = {allocate_for<For, Blocks, Plain>,
                            calloc_for<For, Blocks>, realloc_for<For, Blocks>,
                            free_for<Blocks>, usable_size_for<Blocks>};
constexpr Entries kSlow = {malloc_slow, calloc_slow, realloc_slow, free_slow,
                           usable_size_slow};

template <typename Blocks> Entries entries_from() {
  switch (g_state.births) {
  case Births::kSites:
    return kShort<ForSites, Blocks>;
  case Births::kContexts:
    return kShort<ForContexts, Blocks>;
  case Births::kNobody:
    break;
  }
  Entries paused = passed_on();
  paused.free = free_for<Blocks>;
  paused.usable_size = usable_size_for<Blocks>;
  return paused;
}

template <typename Blocks, typename Bins> Entries entries_when_on() {
  return has_block_caches() ? entries_from<FromCache<Blocks, Bins>>()
                            : entries_from<Blocks>();
}

Entries entries() {
  Entries now = kSlow;
  if (mode() == Mode::kOn) {
    now = g_state.reads_headers ? entries_when_on<FromGlibc, GlibcsBins>()
                                : entries_when_on<FromOthers, OthersBins>();
  } else if (mode() == Mode::kOff) {
    now = passed_on();
    // Bootstrap memory must still be noticed.
    if (bootstrap_used())
      now.free = free_slow;
    else
      now.usable_size = g_passed_on.malloc_usable_size;
  }
  return now;
}

} // namespace

Entries g_entries = kSlow;

void choose_entries() {
  Entries now = entries();
  // Before anyone has a block to free that counts.
  __atomic_store_n(&g_entries.free, now.free, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.usable_size, now.usable_size, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.realloc, now.realloc, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.calloc, now.calloc, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.malloc, now.malloc, __ATOMIC_RELEASE);
}

} // namespace memtrace::rt
