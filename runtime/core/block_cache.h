// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_cache.h: small blocks that a thread has freed, kept for what it asks
// for next, in front of glibc's allocator: what glibc does for a pair of calls
// costs more than counting them. It has a cache for each thread, too, but of
// seven blocks a size, behind several checks. Where there is none left, several
// are asked for at once; where there are too many, half of them are left to
// other threads.
#ifndef MEMTRACE_CORE_BLOCK_CACHE_H
#define MEMTRACE_CORE_BLOCK_CACHE_H

#include "core/state.h"
#include "core/tag.h"

namespace memtrace::rt {

// glibc's blocks differ by 16 bytes: up to 1 KiB, no more of a size than 64
// blocks or 8 KiB.
constexpr size_t kBins = 66;
constexpr size_t kMostInBin = 64;
constexpr size_t kMostBytesInBin = 8192;

struct Bin {
  void *first;   // whose first word is the next one
  uint32_t room; // for so many more
  uint32_t run;  // how many to ask for at once; 0: never again
};

// Of a thread that there is no memory for: it holds nothing and takes nothing.
extern Bin g_no_bins[kBins] MEMTRACE_LOCAL;

// Of a block while it is in a cache, where it can't be freed again; with this
// slack, if it never was another's.
constexpr uint32_t kCachedId = kUncountedId - 1;
constexpr uint32_t kFresh = 1;

// Up to 4 bytes lead to a bin that is always empty.
inline size_t bin_for(size_t size) { return (size + kTagBytes + 8 + 15) / 16; }

// Where the bin is empty. Null: nothing is kept for the size, or there is no
// memory.
__attribute__((noinline)) void *take_refilled(size_t size, size_t *chunk);

inline void put_first(Bin &bin, void *block) {
  *static_cast<void **>(block) = bin.first;
  bin.first = block;
}

// Null: the bin is empty.
inline void *take_first(Bin &bin) {
  void *block = bin.first;
  if (__builtin_expect(!block, 0))
    return nullptr;
  bin.first = *static_cast<void **>(block);
  bin.room++;
  return block;
}

// The caller counts in g_thread, so it has bins. A chunk is a block with the
// word before it. Null: glibc is to be asked.
inline __attribute__((always_inline)) void *take_cached(size_t size,
                                                        size_t *chunk) {
  size_t i = bin_for(size);
  if (__builtin_expect(i >= kBins, 0))
    return nullptr;
  void *block = take_first(g_thread.bins[i]);
  if (__builtin_expect(!block, 0))
    return take_refilled(size, chunk);
  *chunk = i * 16;
  return block;
}

// False: there is no room.
inline __attribute__((always_inline)) bool keep_cached(void *block,
                                                       size_t chunk) {
  size_t i = chunk / 16;
  if (__builtin_expect(i >= kBins, 0))
    return false;
  Bin &bin = g_thread.bins[i];
  if (__builtin_expect(!bin.room, 0))
    return false;
  bin.room--;
  tag_of(block, chunk - 8) = key_tag(block, kCachedId << 8, 0);
  put_first(bin, block);
  return true;
}

// What there was no room for: makes some, or gives the block to glibc.
__attribute__((noinline)) void free_uncached(void *block, size_t chunk);

inline bool is_cached(void *block) {
  size_t header = header_of(block);
  return !(header & kHeaderUnusual) &&
         tag_word(block, usable_from_header(header)) >> 8 == kCachedId;
}

// A program has freed what is in a cache. It ends where glibc would have
// noticed, as far as can be told; else, and where it is in another thread's
// cache, nothing happens. Whoever reallocates it has it back, unless it has to
// move, which frees it again.
void free_again(void *block);
const char *take_out(void *block); // what to end by if it moves; null: nothing
[[noreturn]] void end_by(const char *text);

// The process's threads get a cache if its next allocator is glibc's and nobody
// has asked for that one's own checks.
void decide_on_block_caches();
bool has_block_caches();

// Gives the calling thread its bins, and takes them. The ledger's lock is held.
// Before they are taken they have to be empty; that may be done at any time.
void empty_bins();
void open_bins();
void close_bins();

// In the child of a fork: those of other threads are gone, as glibc's are.
void forget_other_bins();

} // namespace memtrace::rt

#endif
