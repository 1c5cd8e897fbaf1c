// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// look.h: what can be read off a block at once, in a thread that has counters.
#ifndef MEMTRACE_CORE_LOOK_H
#define MEMTRACE_CORE_LOOK_H

#include "core/slabs.h"
#include "core/tag.h"

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
  size_t size() const { return usable - kTagBytes - slack(); }
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
  // Whether the slack may be that of a tag, and doesn't stand apart.
  static bool may_have(const Look &seen) { return seen.slack() <= kFastSlack; }
  static size_t usable_by_program(const Look &seen) {
    return rt::usable_by_program(seen.usable, seen.slack());
  }
};

// Another allocator's, which has to be asked. What it answers may be less than
// what it was asked for: tcmalloc knows nothing of some of its first blocks.
struct OthersBlock {
  __attribute__((always_inline)) static bool look(void *block, char *slab,
                                                  Look *seen) {
    size_t usable = g_next.malloc_usable_size(block);
    if (__builtin_expect(usable < kTagBytes, 0))
      return false;
    look_at_tag(block, usable, slab, seen);
    return true;
  }
  static bool may_have(const Look &seen) {
    return seen.slack() < kSlackApart &&
           seen.slack() + kTagBytes <= seen.usable;
  }
  static size_t usable_by_program(const Look &seen) {
    return seen.usable - kTagBytes;
  }
};

// Its counter was used: so the tag is one, and what is usable is counted.
template <typename Kind> bool is_whole(const Look &seen) {
  return seen.counter->generation && Kind::may_have(seen);
}

} // namespace memtrace::rt

#endif
