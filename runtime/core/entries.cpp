// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// entries.cpp: see entries.h. The short ways of malloc, calloc and realloc are,
// with free's in allocate.h, this tool's price: test/programs/instructions.test
// counts them.
#include "core/allocate.h"

#include "core/contexts.h"
#include "core/counting.h"

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

// The rest of a birth whose tag was begun: of a block that has a mapping of its
// own, and without one.
__attribute__((noinline)) void *tag_mapped(uint32_t begun, size_t size,
                                           void *block) {
  write_tag(block, usable_size(block), size, tag_begun(begun, size));
  return block;
}
__attribute__((noinline, cold)) void *take_back(uint32_t begun, size_t size) {
  count_no_birth(tag_begun(begun, size) >> 8, size);
  return nullptr;
}

// The slack of a block of glibc's never stands apart, unless it is mapped.
inline __attribute__((always_inline)) void *tag(uint32_t begun, size_t size,
                                                void *block) {
  size_t header = header_of(block);
  if (MEMTRACE_UNLIKELY(header & kHeaderMapped))
    return tag_mapped(begun, size, block);
  size_t chunk = header & ~kHeaderFlags;
  tag_of(block, chunk - 8) = finish_tag(begun, block, chunk);
  return block;
}

inline void add_birth(memtrace_counter *counter, size_t size) {
  add_own(counter->allocated_bytes, (uint64_t)size);
  add_own(counter->allocated_blocks, uint64_t(1));
}

// A block is counted before it is asked for: then there is little to keep
// meanwhile, and no second look at the account.
template <typename For, typename Ask, typename Older, typename Slow>
inline __attribute__((always_inline)) void *
allocate_for(size_t size, memtrace_site *site, Ask ask, Older older,
             Slow slow) {
  auto *charged = For::of(site);
  if (MEMTRACE_UNLIKELY(!charged))
    return slow();
  Thread &thread = g_thread;
  // A thread's first event, a size that is too large, or perhaps a new peak.
  if (MEMTRACE_UNLIKELY(thread.account.credit <= size))
    return slow();
  memtrace_counter *counter = counter_at(thread.slab, charged->counter);
  // A site without an id or a counter, the first event since a peak, credit
  // that was called in, an allocator whose headers can't be read, or a process
  // that was forked.
  if (MEMTRACE_UNLIKELY(!passes(counter->generation, g_state.gates.births)))
    return older();
  uint32_t begun = begin_tag(charged->tag, size);
  add_own(thread.account.credit, -(uint64_t)size);
  add_birth(counter, size);
  void *block = ask(size + kTagBytes);
  if (MEMTRACE_UNLIKELY(!block))
    return take_back(begun, size);
  return tag(begun, size, block);
}

// Whether the counter that the gate kept out passes it now.
template <typename For>
__attribute__((noinline)) bool bring_up_for(memtrace_site *site) {
  auto *charged = For::of(site);
  return charged && bring_up(counter_at(g_thread.slab, charged->counter),
                             charged->tag >> 8, g_state.gates.births);
}

template <typename For> void *malloc_for(size_t size, memtrace_site *site);
template <typename For>
__attribute__((noinline)) void *malloc_older(size_t size, memtrace_site *site) {
  return bring_up_for<For>(site) ? malloc_for<For>(size, site)
                                 : malloc_slow(size, site);
}

template <typename For> void *malloc_for(size_t size, memtrace_site *site) {
  return allocate_for<For>(
      size, site, [](size_t n) { return g_next.malloc(n); },
      [=] { return malloc_older<For>(size, site); },
      [=] { return malloc_slow(size, site); });
}

template <typename For>
void *calloc_for(size_t count, size_t size, memtrace_site *site);
template <typename For>
__attribute__((noinline)) void *calloc_older(size_t count, size_t size,
                                             memtrace_site *site) {
  return bring_up_for<For>(site) ? calloc_for<For>(count, size, site)
                                 : calloc_slow(count, size, site);
}

template <typename For>
void *calloc_for(size_t count, size_t size, memtrace_site *site) {
  size_t bytes;
  if (MEMTRACE_UNLIKELY(__builtin_mul_overflow(count, size, &bytes)))
    return calloc_slow(count, size, site);
  return allocate_for<For>(
      bytes, site, [](size_t n) { return g_next.calloc(1, n); },
      [=] { return calloc_older<For>(count, size, site); },
      [=] { return calloc_slow(count, size, site); });
}

// A block that moves is freed and born at one moment. So if it gets no smaller
// that doesn't end a growth either, which shuts the gate for deaths.
template <typename For>
inline bool count_move(memtrace_counter *old, uint32_t old_id, size_t old_size,
                       char *slab, size_t size, memtrace_site *site) {
  Thread &thread = g_thread;
  auto *charged = For::of(site);
  if (MEMTRACE_UNLIKELY(!charged))
    return false;
  bool grows = size >= old_size;
  if (MEMTRACE_UNLIKELY(grows && thread.account.credit <= size - old_size))
    return false;
  uint64_t gate = grows ? g_state.gates.births : g_state.gates.deaths;
  memtrace_counter *counter = counter_at(slab, charged->counter);
  auto passes_now = [=](memtrace_counter *one, uint32_t id) {
    return MEMTRACE_LIKELY(passes(one->generation, gate)) ||
           bring_up(one, id, gate);
  };
  if (!passes_now(old, old_id) || !passes_now(counter, charged->tag >> 8))
    return false;
  add_own(thread.account.credit, (uint64_t)(old_size - size));
  add_own(old->freed_bytes, (uint64_t)old_size);
  add_own(old->freed_blocks, uint64_t(1));
  add_birth(counter, size);
  return true;
}

template <typename For>
__attribute__((noinline)) void *move_for(void *block, size_t size,
                                         memtrace_site *site) {
  char *slab = g_thread.fast_slab;
  // Whoever shrinks to nothing, or asks for too much.
  if (MEMTRACE_UNLIKELY(!slab || size - 1 >= kTooLarge - 1))
    return realloc_slow(block, size, site);
  // The old block's tag may be gone when realloc returns. It is one if its
  // counter was ever used.
  Look old;
  if (MEMTRACE_UNLIKELY(!look(block, slab, &old) || !old.counter->generation ||
                        old.slack() > kFastSlack))
    return realloc_slow(block, size, site);
  void *moved = g_next.realloc(block, size + kTagBytes);
  if (MEMTRACE_UNLIKELY(!moved))
    return nullptr;
  auto old_id = (uint32_t)(old.counter - counter_in(slab, 0));
  size_t old_size = old.usable - kTagBytes - old.slack();
  if (MEMTRACE_LIKELY(
          count_move<For>(old.counter, old_id, old_size, slab, size, site)))
    return tag(begin_tag(For::of(site)->tag, size), size, moved);
  count_death({old_id, old_size});
  count_birth(moved, size, site);
  return moved;
}

// Many a program has no other way to allocate.
template <typename For>
void *realloc_for(void *block, size_t size, memtrace_site *site) {
  return block ? move_for<For>(block, size, site) : malloc_for<For>(size, site);
}

// Off, or for blocks that are nobody's, which it marks as such.
void *pass_malloc_on(size_t size, memtrace_site *) {
  return g_passed_on.malloc(size);
}
void *pass_calloc_on(size_t count, size_t size, memtrace_site *) {
  return g_passed_on.calloc(count, size);
}

template <typename For>
constexpr Entries kShort = {malloc_for<For>, calloc_for<For>, realloc_for<For>};
// Whoever moves a block has to look whether it was counted.
constexpr Entries kPassedOn = {pass_malloc_on, pass_calloc_on, realloc_slow};
constexpr Entries kSlow = {malloc_slow, calloc_slow, realloc_slow};

const Entries &entries() {
  switch (mode()) {
  case Mode::kOff:
    return kPassedOn;
  case Mode::kOn:
    break;
  default:
    return kSlow;
  }
  switch (g_state.births) {
  case Births::kSites:
    return kShort<ForSites>;
  case Births::kContexts:
    return kShort<ForContexts>;
  default:
    return kPassedOn;
  }
}

} // namespace

Entries g_entries = kSlow;

void choose_entries() {
  const Entries &now = entries();
  __atomic_store_n(&g_entries.malloc, now.malloc, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.calloc, now.calloc, __ATOMIC_RELEASE);
  __atomic_store_n(&g_entries.realloc, now.realloc, __ATOMIC_RELEASE);
}

} // namespace memtrace::rt
