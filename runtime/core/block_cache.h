// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_cache.h: small blocks that a thread has freed, kept for what it asks
// for next, in front of the next allocator: what glibc does for a pair of calls
// costs more than counting them. It has a cache for each thread, too, but of
// seven blocks a size, behind several checks. Where there is none left, several
// are asked for at once, if it is glibc's; where there are too many, half of
// them are left to other threads.
#ifndef MEMTRACE_CORE_BLOCK_CACHE_H
#define MEMTRACE_CORE_BLOCK_CACHE_H

#include "core/bins.h"
#include "core/state.h"
#include "core/tag.h"

namespace memtrace::rt {

constexpr size_t kMostInBin = 64;
constexpr size_t kMostBytesInBin = 8192;

struct Bin {
  void *first;   // whose first word is the next one
  uint32_t room; // for so many more
  uint32_t run;  // how many to ask glibc for at once; 0: never again
};

// Of a thread that there is no memory for: it holds nothing and takes nothing.
extern Bin g_no_bins[kBins] MEMTRACE_LOCAL;

// Of a block while it is in a cache, where it can't be freed again; with this
// slack, if it never was another's.
constexpr uint32_t kCachedId = kUncountedId - 1;
constexpr uint32_t kFresh = 1;

// Where the bin is empty. Null: there is nothing to fill it with, nothing is
// kept for the size, or there is no memory.
template <typename Bins> void *take_refilled(size_t size, size_t *chunk);
template <> void *take_refilled<GlibcsBins>(size_t size, size_t *chunk);
template <> void *take_refilled<OthersBins>(size_t size, size_t *chunk);

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

// The caller counts in g_thread, so it has bins. A chunk is 8 bytes more than
// the block's usable size. Null: the next allocator is to be asked.
template <typename Bins>
inline __attribute__((always_inline)) void *take_cached(size_t size,
                                                        size_t *chunk) {
  size_t i = Bins::for_request(size);
  if (__builtin_expect(i >= kBins, 0))
    return nullptr;
  void *block = take_first(g_thread.bins[i]);
  if (__builtin_expect(!block, 0))
    return take_refilled<Bins>(size, chunk);
  *chunk = Bins::usable_in(i) + 8;
  return block;
}

// False: there is no room.
template <typename Bins>
inline __attribute__((always_inline)) bool keep_cached(void *block,
                                                       size_t usable) {
  size_t i = Bins::of_block(usable);
  if (__builtin_expect(i >= kBins, 0))
    return false;
  Bin &bin = g_thread.bins[i];
  if (__builtin_expect(!bin.room, 0))
    return false;
  bin.room--;
  tag_of(block, usable) = key_tag(block, kCachedId << 8, 0);
  put_first(bin, block);
  return true;
}

// What there was no room for: makes some, or gives the block to the next
// allocator.
template <typename Bins> void free_uncached(void *block, size_t usable);

inline bool is_cached(void *block) {
  if (g_state.reads_headers && (header_of(block) & kHeaderUnusual))
    return false;
  size_t usable = usable_size(block);
  return usable >= kTagBytes && tag_word(block, usable) >> 8 == kCachedId;
}

// A program has freed what is in a cache. It ends where glibc would have
// noticed, as far as can be told; else, and where it is in another thread's
// cache, nothing happens. Whoever reallocates it has it back, unless it has to
// move, which frees it again.
void free_again(void *block);
const char *take_out(void *block); // what to end by if it moves; null: nothing
[[noreturn]] void end_by(const char *text);

// The process's threads get a cache if the next allocator's blocks may be kept
// (cacheable.h).
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
