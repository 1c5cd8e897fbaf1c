// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// look.h: what can be read off a block at once, in a thread that has counters.
#ifndef MEMTRACE_CORE_LOOK_H
#define MEMTRACE_CORE_LOOK_H

#include "core/next.h"
#include "core/slabs.h"
#include "core/tag.h"
#include "ledger/ledger.h"

namespace memtrace::rt {

// Of what may be none: nothing of this is sure yet.
struct Look {
  memtrace_counter *counter;
  uint32_t word; // of the tag
  size_t usable;
  size_t slack() const {
    size_t slack = word & 255;
    __asm__("" : "+r"(slack)); // extended once
    return slack;
  }
};

// A tag that makes no sense leads to a counter that was never used, whose
// generation is 0, for the reservation reads as zero; or to that of id 0, whose
// generation passes no gate.
inline __attribute__((always_inline)) void
look_at_tag(void *block, size_t usable, char *slab, Look *seen) {
  seen->usable = usable;
  seen->word = tag_word(block, usable);
  seen->counter = counter_at(slab, (seen->word >> 2) & g_state.counter_mask);
}

// Blocks whose header we can read. False: it takes a closer look.
struct GlibcsBlock {
  __attribute__((always_inline)) static bool look(void *block, char *slab,
                                                  Look *seen) {
    size_t header = header_of(block);
    if (__builtin_expect((header & kHeaderUnusual) != 0, 0))
      return false;
    look_at_tag(block, (header & ~kHeaderFlags) - 8, slab, seen);
    return true;
  }
  // What the tag says, if it is one. False: it takes a closer look.
  __attribute__((always_inline)) static bool read_size(void *, const Look &seen,
                                                       size_t *size) {
    size_t slack = seen.slack();
    if (__builtin_expect(slack > kFastSlack, 0))
      return false;
    *size = seen.usable - kTagBytes - slack;
    return true;
  }
  static bool has_room(void *, size_t) { return true; }
  static size_t usable_by_program(const Look &seen) {
    return rt::usable_by_program(seen.usable, seen.slack());
  }
};

// Another allocator's, which has to be asked how much is usable. It may answer
// 0: tcmalloc knows nothing of some of its first blocks.
struct OthersBlock {
  __attribute__((always_inline)) static bool look(void *block, char *slab,
                                                  Look *seen) {
    if (__builtin_expect(is_bootstrap(block), 0))
      return false;
    size_t usable = g_next.malloc_usable_size(block);
    if (__builtin_expect(usable < kTagBytes, 0))
      return false;
    look_at_tag(block, usable, slab, seen);
    return true;
  }
  __attribute__((always_inline)) static bool
  read_size(void *block, const Look &seen, size_t *size) {
    uint64_t slack = seen.slack(), most = seen.usable - kTagBytes;
    if (__builtin_expect(slack == kSlackApart, 0)) {
      slack = most < kApartBytes ? 0 : apart_slack_of(block, seen.usable);
      if (slack < kSlackApart)
        return false;
    }
    *size = most - slack;
    return slack <= most && seen.word >> 8 < context_count();
  }
  static bool has_room(void *block, size_t size) {
    return g_next.malloc_usable_size(block) >= size + kTagBytes;
  }
  static size_t usable_by_program(const Look &seen) {
    return seen.usable - kTagBytes -
           (seen.slack() == kSlackApart ? kApartBytes : 0);
  }
};

// Its counter was used: so the tag is one, and what is usable is counted.
template <typename Kind>
inline __attribute__((always_inline)) bool
is_whole(void *block, const Look &seen, size_t *size) {
  return seen.counter->generation && Kind::read_size(block, seen, size);
}

} // namespace memtrace::rt

#endif
