// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bins.h: which of a cache's bins (block_cache.h) a block is in. Each has the
// blocks of one usable size, up to about 1 KiB, and the sizes of all small
// blocks of the allocators that are known are 16 bytes apart or a multiple.
#ifndef MEMTRACE_CORE_BINS_H
#define MEMTRACE_CORE_BINS_H

#include "core/tag.h"

namespace memtrace::rt {

constexpr size_t kBins = 66; // for_request() and of_block(): this or more: none

// 24 bytes, 40 and so on: what a block has is known before it is asked for.
struct GlibcsBins {
  // Up to 4 bytes lead to a bin that is always empty.
  static size_t for_request(size_t size) {
    return (size + kTagBytes + 8 + 15) / 16;
  }
  static size_t for_request_with_block(size_t size) {
    constexpr size_t kFirst = 2; // no block is smaller
    size_t i = for_request(size);
    return i < kFirst ? kFirst : i;
  }
  static size_t of_block(size_t usable) { return (usable + 8) / 16; }
  static size_t usable_in(size_t i) { return i * 16 - 8; }
};

// The bins of requests, by how many times 16 bytes they take with their tag. 0
// as long as that isn't known: nothing is ever in that one.
extern uint8_t g_bins_for_steps[kBins] MEMTRACE_LOCAL;

// 16 bytes, 32 and so on, but not all of them.
struct OthersBins {
  static size_t step_of(size_t size) { return (size + kTagBytes + 15) / 16; }
  static size_t for_request(size_t size) {
    size_t step = step_of(size);
    return step < kBins
               ? __atomic_load_n(&g_bins_for_steps[step], __ATOMIC_RELAXED)
               : kBins;
  }
  // Where that is 0: finds it out, unless there is no memory now.
  static void learn(size_t size);
  static size_t of_block(size_t usable) {
    return usable % 16 == 0 ? usable / 16 : kBins;
  }
  static size_t usable_in(size_t i) { return i * 16; }
};

} // namespace memtrace::rt

#endif
