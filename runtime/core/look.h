// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// look.h: what can be read off a block of glibc's at once, in a thread that has
// counters.
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
  // Its counter was used: so the tag is one, and what is usable is counted.
  bool is_whole() const { return counter->generation && slack() <= kFastSlack; }
};
// A tag that makes no sense leads to a counter that was never used, whose
// generation is 0, for the reservation reads as zero; or to that of id 0, whose
// generation passes no gate.
inline __attribute__((always_inline)) bool look(void *block, char *slab,
                                                Look *seen) {
  size_t header = header_of(block);
  if (__builtin_expect((header & kHeaderUnusual) != 0, 0))
    return false;
  seen->usable = (header & ~kHeaderFlags) - 8;
  seen->word = tag_word(block, seen->usable);
  seen->counter = counter_at(slab, (seen->word >> 2) & g_state.counter_mask);
  return true;
}

} // namespace memtrace::rt

#endif
