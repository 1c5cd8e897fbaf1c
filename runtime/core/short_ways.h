// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// short_ways.h: malloc, calloc, realloc, free and malloc_usable_size for a
// thread that adds to counters that are up to date, which is what nearly all
// events are: they are this tool's price.
// test/programs/Inputs/instructions.py counts them. For entries.cpp alone.
#ifndef MEMTRACE_CORE_SHORT_WAYS_H
#define MEMTRACE_CORE_SHORT_WAYS_H

#include "core/allocate.h"
#include "core/block_cache.h"
#include "core/contexts.h"
#include "core/counting.h"
#include "core/look.h"

#include <string.h>

namespace memtrace::rt {
namespace {

// For whom a birth counts, as far as that is known without a search: something
// with a counter and a tag. Null: the slow way finds it.
struct ForSites {
  static const memtrace_site *of(memtrace_site *site) {
    if (!site)
      __builtin_unreachable();
    return site;
  }
};
struct ForContexts {
  __attribute__((always_inline)) static const Context *of(memtrace_site *site) {
    return find_context(site);
  }
};

// The rest of a birth whose tag was begun: of a block whose slack may have to
// stand apart, of one without room for a tag, and without a block.
__attribute__((noinline)) void *tag_unusual(uint32_t begun, size_t size,
                                            void *block) {
  write_tag(block, usable_size(block), size, tag_begun(begun, size));
  return block;
}
__attribute__((noinline, cold)) void *leave_untagged(uint32_t begun,
                                                     size_t size, void *block) {
  count_without_room(tag_begun(begun, size) >> 8, size);
  return block;
}
__attribute__((noinline, cold)) void *take_back(uint32_t begun, size_t size) {
  count_no_birth(tag_begun(begun, size) >> 8, size);
  return nullptr;
}

// Where blocks come from first, and go to; and how they get their tag.
struct FromGlibc : GlibcsBlock {
  // Of small ones glibc leaves less than that. A larger one may come from a bin
  // for a range of sizes, or have a mapping of its own.
  static constexpr size_t kMostSmall = 1024;

  static void *take(size_t, size_t *) { return nullptr; }
  static void give(void *block, size_t) { g_next.free(block); }
  __attribute__((always_inline)) static void *tag(uint32_t begun, size_t size,
                                                  void *block) {
    size_t header = header_of(block);
    if (MEMTRACE_UNLIKELY(header & (~(kMostSmall - 1) | kHeaderMapped)))
      return tag_unusual(begun, size, block);
    size_t chunk = header & ~kHeaderFlags;
    tag_of(block, chunk - 8) = finish_tag(begun, block, chunk);
    return block;
  }
};
struct FromOthers : OthersBlock {
  static void *take(size_t, size_t *) { return nullptr; }
  static void give(void *block, size_t usable) {
    clear_tag(block, usable);
    g_next.free(block);
  }
  __attribute__((always_inline)) static void *tag(uint32_t begun, size_t size,
                                                  void *block) {
    size_t usable = g_next.malloc_usable_size(block);
    if (MEMTRACE_UNLIKELY(usable < size + kTagBytes))
      return leave_untagged(begun, size, block);
    write_tag(block, usable, size, tag_begun(begun, size));
    return block;
  }
};
// The same, with a cache in front.
template <typename From, typename Bins> struct FromCache : From {
  __attribute__((always_inline)) static void *take(size_t size, size_t *chunk) {
    return take_cached<Bins>(size, chunk);
  }
  __attribute__((always_inline)) static void give(void *block, size_t usable) {
    if (MEMTRACE_UNLIKELY(!keep_cached<Bins>(block, usable)))
      free_uncached<Bins>(block, usable);
  }
};

// What malloc and calloc differ in.
struct Plain {
  static void *ask(size_t size) { return g_next.malloc(size); }
  static void clear(void *, size_t) {}
  static void *slow(size_t size, memtrace_site *site) {
    return malloc_slow(size, site);
  }
};
struct Zeroed {
  static void *ask(size_t size) { return g_next.calloc(1, size); }
  static void clear(void *block, size_t size) { memset(block, 0, size); }
  static void *slow(size_t size, memtrace_site *site) {
    return calloc_slow(1, size, site);
  }
};

template <typename For, typename Blocks, typename Kind>
void *allocate_for(size_t size, memtrace_site *site);

// Where the gate has kept the counter out.
template <typename For, typename Blocks, typename Kind>
__attribute__((noinline)) void *allocate_older(size_t size,
                                               memtrace_site *site) {
  auto *charged = For::of(site);
  if (charged && bring_up(counter_at(g_thread.slab, charged->counter),
                          charged->tag >> 8, g_state.gates.births))
    return allocate_for<For, Blocks, Kind>(size, site);
  return Kind::slow(size, site);
}

// Without credit. What may make a peak is asked for first: if there is no such
// block, there is no peak either.
template <typename For, typename Blocks, typename Kind>
__attribute__((noinline)) void *allocate_peak(size_t size,
                                              memtrace_site *site) {
  auto *charged = For::of(site);
  char *slab = g_thread.slab;
  if (!charged || !slab || size >= kTooLarge || g_state.gates.births == kShut)
    return Kind::slow(size, site);
  size_t chunk;
  void *block = Blocks::take(size, &chunk);
  if (block)
    Kind::clear(block, size);
  else if (!(block = Kind::ask(size + kTagBytes)))
    return Kind::slow(size, site);
  if (Blocks::has_room(block, size) &&
      count_peak(counter_at(slab, charged->counter), charged->tag >> 8, size,
                 site))
    return Blocks::tag(begin_tag(charged->tag, size), size, block);
  count_birth(block, size, site);
  return block;
}

// A block is counted before it is asked for: then there is little to keep
// meanwhile, and no second look at the account.
template <typename For, typename Blocks, typename Kind>
void *allocate_for(size_t size, memtrace_site *site) {
  auto *charged = For::of(site);
  if (MEMTRACE_UNLIKELY(!charged))
    return Kind::slow(size, site);
  Thread &thread = g_thread;
  // A thread's first event, a size that is too large, or perhaps a new peak.
  if (MEMTRACE_UNLIKELY(thread.account.credit <= size))
    return allocate_peak<For, Blocks, Kind>(size, site);
  memtrace_counter *counter = counter_at(thread.slab, charged->counter);
  // A site without an id or a counter, the first event since a peak, credit
  // that was called in, or a process that was forked.
  if (MEMTRACE_UNLIKELY(!passes(counter->generation, g_state.gates.births)))
    return allocate_older<For, Blocks, Kind>(size, site);
  uint32_t begun = begin_tag(charged->tag, size);
  add_own(thread.account.credit, -(uint64_t)size);
  add_birth(counter, size);
  size_t chunk;
  if (void *block = Blocks::take(size, &chunk)) {
    Kind::clear(block, size);
    tag_of(block, chunk - 8) = finish_tag(begun, block, chunk);
    return block;
  }
  void *block = Kind::ask(size + kTagBytes);
  if (MEMTRACE_UNLIKELY(!block))
    return take_back(begun, size);
  return Blocks::tag(begun, size, block);
}

template <typename For, typename Blocks>
void *calloc_for(size_t count, size_t size, memtrace_site *site) {
  size_t bytes;
  if (MEMTRACE_UNLIKELY(__builtin_mul_overflow(count, size, &bytes)))
    return calloc_slow(count, size, site);
  return allocate_for<For, Blocks, Zeroed>(bytes, site);
}

// What is freed goes to the thread's cache, if it has one with room for it.
template <typename Blocks> void free_for(void *block);
template <typename Blocks>
__attribute__((noinline)) void free_older(void *block) {
  Look seen; // again: to keep it costs a move on the short way
  if (Blocks::look(block, g_thread.slab, &seen) && seen.counter->generation &&
      (g_state.gates.deaths != kShut || end_own_growth()) &&
      bring_up(seen.counter, seen.word >> 8, g_state.gates.deaths))
    return free_for<Blocks>(block);
  free_slow(block);
}

template <typename Blocks> void free_for(void *block) {
  if (!block)
    return;
  Thread &thread = g_thread;
  char *slab = thread.slab;
  Look seen;
  if (MEMTRACE_UNLIKELY(!slab || !Blocks::look(block, slab, &seen)))
    return free_slow(block);
  memtrace_counter *counter = seen.counter;
  if (MEMTRACE_UNLIKELY(!passes(counter->generation, g_state.gates.deaths)))
    return free_older<Blocks>(block);
  size_t size;
  if (MEMTRACE_UNLIKELY(!Blocks::read_size(block, seen, &size)))
    return free_slow(block);
  add_own(thread.account.credit, (uint64_t)size);
  add_death(counter, size);
  Blocks::give(block, seen.usable);
}

// A block that moves is freed and born at one moment. So if it gets no smaller
// that doesn't end a growth either, which shuts the gate for deaths. Null: that
// takes the slow way; else whom the birth was counted for.
template <typename For>
inline auto count_move(const Look &old, size_t old_size, char *slab,
                       size_t size, memtrace_site *site)
    -> decltype(For::of(site)) {
  Thread &thread = g_thread;
  auto *charged = For::of(site);
  if (MEMTRACE_UNLIKELY(!charged))
    return nullptr;
  bool grows = size >= old_size;
  if (MEMTRACE_UNLIKELY(grows && thread.account.credit <= size - old_size))
    return nullptr;
  memtrace_counter *counter = counter_at(slab, charged->counter);
  const uint64_t &gate = grows ? g_state.gates.births : g_state.gates.deaths;
  auto both_pass = [&] {
    uint64_t now = gate;
    return passes(old.counter->generation, now) &&
           passes(counter->generation, now);
  };
  if (MEMTRACE_UNLIKELY(!both_pass())) {
    if (!grows && gate == kShut)
      end_own_growth();
    bring_up(old.counter, old.word >> 8, gate);
    bring_up(counter, charged->tag >> 8, gate);
    if (!both_pass())
      return nullptr;
  }
  add_own(thread.account.credit, (uint64_t)(old_size - size));
  add_death(old.counter, old_size);
  add_birth(counter, size);
  return charged;
}

template <typename For, typename Blocks>
__attribute__((noinline)) void *move_for(void *block, size_t size,
                                         memtrace_site *site) {
  char *slab = g_thread.slab;
  // Whoever shrinks to nothing, or asks for too much.
  if (MEMTRACE_UNLIKELY(!slab || size - 1 >= kTooLarge - 1))
    return realloc_slow(block, size, site);
  // The old block's tag may be gone when realloc returns. It is one if its
  // counter was ever used.
  Look old;
  size_t old_size;
  if (MEMTRACE_UNLIKELY(!Blocks::look(block, slab, &old) ||
                        !is_whole<Blocks>(block, old, &old_size)))
    return realloc_slow(block, size, site);
  ClearedTag cleared(block, old.usable);
  void *moved = g_next.realloc(block, size + kTagBytes);
  if (MEMTRACE_UNLIKELY(!moved)) {
    cleared.restore();
    return nullptr;
  }
  auto *charged = count_move<For>(old, old_size, slab, size, site);
  if (MEMTRACE_LIKELY(charged != nullptr))
    return Blocks::tag(begin_tag(charged->tag, size), size, moved);
  count_death({(uint32_t)(old.counter - counter_in(slab, 0)), old_size});
  count_birth(moved, size, site);
  return moved;
}

// Many a program has no other way to allocate.
template <typename For, typename Blocks>
void *realloc_for(void *block, size_t size, memtrace_site *site) {
  return block ? move_for<For, Blocks>(block, size, site)
               : allocate_for<For, Blocks, Plain>(size, site);
}

template <typename Blocks> size_t usable_size_for(void *block) {
  Look seen;
  size_t size;
  char *slab = g_thread.slab;
  if (MEMTRACE_LIKELY(block && slab && Blocks::look(block, slab, &seen) &&
                      is_whole<Blocks>(block, seen, &size)))
    return Blocks::usable_by_program(seen);
  return usable_size_slow(block);
}

} // namespace
} // namespace memtrace::rt

#endif
