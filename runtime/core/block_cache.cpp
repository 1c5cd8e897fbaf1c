// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_cache.cpp: see block_cache.h.
#include "core/block_cache.h"

#include "core/block_depot.h"
#include "core/block_run.h"
#include "core/cacheable.h"
#include "ledger/ledger.h"
#include "os/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace memtrace::rt {

Bin g_no_bins[kBins];

namespace {

bool has_caches;
bool is_glibcs;   // also in the child of a fork whose state was cleared
Bin *unused_bins; // the first bin, which no size has, leads to the next ones

alignas(64) BlockDepot depots[kBins];
uint32_t threads_with_bins;

// Then there is nobody to leave blocks to.
bool is_alone() {
  return __atomic_load_n(&threads_with_bins, __ATOMIC_RELAXED) < 2;
}

constexpr size_t kFirstBin = 1; // glibc's blocks begin with the next one

size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

size_t usable_in(size_t i) {
  return is_glibcs ? GlibcsBins::usable_in(i) : OthersBins::usable_in(i);
}
size_t bin_of(size_t usable) {
  return is_glibcs ? GlibcsBins::of_block(usable)
                   : OthersBins::of_block(usable);
}

size_t room_in(size_t i) {
  return smaller(kMostBytesInBin / (i * 16), kMostInBin);
}

// What comes at once, so that what is freed next has room beside it, and what
// goes at once, so that what is asked for next is there.
size_t half_of(size_t i) { return room_in(i) / 2; }

Bin *make_bins() {
  auto *bins = static_cast<Bin *>(map(kBins * sizeof(Bin)));
  if (!bins)
    return nullptr;
  count_own_bytes(page_size());
  for (size_t i = kFirstBin; i < kBins; ++i) {
    bins[i].room = room_in(i);
    bins[i].run = 1;
  }
  return bins;
}

} // namespace

void decide_on_block_caches() {
  has_caches = next_may_be_cached();
  is_glibcs = g_state.reads_headers;
}

bool has_block_caches() { return has_caches; }

namespace {

bool is_fresh(void *block, size_t i) {
  return (tag_word(block, usable_in(i)) & 255) == kFresh;
}

// A block that was freed and has not been asked for again.
struct Cached {
  void **to;    // what leads to it; null: it isn't there
  Bin *bin;     // of the calling thread; null: it was left to others
  size_t rank;  // among those of its size, from the one that was freed first
  bool is_last; // none was freed after it
};

// Fresh blocks, which nobody has freed, lie below all others.
Cached find_in_bin(void *block, size_t i) {
  Bin &bin = g_thread.bins[i];
  void **place = nullptr;
  size_t newer = 0, count = 0;
  for (void **to = &bin.first; *to && !is_fresh(*to, i);
       to = static_cast<void **>(*to), ++count)
    if (*to == block) {
      place = to;
      newer = count;
    }
  return {place, &bin, count - newer, newer == 0};
}

// Half a bin was freed before each batch, and all batches before it.
template <typename Use> void find_in_depot(void *block, size_t i, Use use) {
  size_t half = half_of(i), kept = room_in(i) - half;
  depots[i].look_through([&](size_t batches, void **first) {
    size_t newer = 0;
    for (void **to = first; *to; to = static_cast<void **>(*to), ++newer)
      if (*to == block)
        return use({to, nullptr, kept + (batches + 1) * half - newer, false});
  });
}

// Unless it is where the calling thread can't look.
template <typename Use> void find_cached(void *block, Use use) {
  size_t i = bin_of(usable_size(block));
  if (!g_thread.bins || g_thread.bins == g_no_bins || i >= kBins)
    return;
  Cached found = find_in_bin(block, i);
  if (found.to)
    use(found);
  else
    find_in_depot(block, i, use);
}

// What glibc says when the block is freed again; null: it doesn't notice, nor
// do other allocators. The first seven of a size would be in its own cache,
// which knows them all. Of others that are small it only knows the last one.
const char *complaint_about(const Cached &found, void *block) {
  constexpr size_t kInTcache = 7, kLargestFast = 128;
  if (!is_glibcs)
    return nullptr;
  if (found.rank <= kInTcache)
    return "free(): double free detected in tcache 2\n";
  if (header_of(block) >= kLargestFast + 16)
    return "double free or corruption (!prev)\n";
  return found.is_last ? "double free or corruption (fasttop)\n" : nullptr;
}

} // namespace

void end_by(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
  abort();
}

void free_again(void *block) {
  find_cached(block, [block](const Cached &found) {
    if (const char *complaint = complaint_about(found, block))
      end_by(complaint);
    if (!found.bin)
      return;
    *found.to = *static_cast<void **>(block);
    put_first(*found.bin, block); // the last one now
  });
}

const char *take_out(void *block) {
  const char *complaint = nullptr;
  find_cached(block, [&](const Cached &found) {
    complaint = complaint_about(found, block);
    *found.to = *static_cast<void **>(block);
    if (found.bin)
      found.bin->room++;
    clear_tag(block, usable_size(block));
  });
  return complaint;
}

namespace {

// Of a full bin: those that were freed last, for what was freed first is what
// glibc would know. False: there is no room for them, or nobody to take them.
bool leave_half(Bin &bin, size_t i) {
  if (is_alone())
    return false;
  size_t half = half_of(i);
  return depots[i].leave([&]() -> void * {
    void *batch = bin.first, **to = &batch;
    for (size_t n = 0; n < half; ++n) {
      if (!*to)
        return nullptr;
      to = static_cast<void **>(*to);
    }
    bin.first = *to;
    bin.room += half;
    *to = nullptr;
    return batch;
  });
}

} // namespace

template <typename Bins> void free_uncached(void *block, size_t usable) {
  size_t i = Bins::of_block(usable);
  if (i < kBins && leave_half(g_thread.bins[i], i) &&
      keep_cached<Bins>(block, usable))
    return;
  clear_tag(block, usable);
  g_next.free(block);
}
template void free_uncached<GlibcsBins>(void *block, size_t usable);
template void free_uncached<OthersBins>(void *block, size_t usable);

namespace {

bool take_batch(Bin &bin, size_t i) {
  void *batch = depots[i].take();
  if (!batch)
    return false;
  bin.first = batch;
  bin.room -= smaller(bin.room, half_of(i));
  return true;
}

void add_run(Bin &bin, size_t each, size_t count) {
  int error = errno; // not glibc's, if there is no memory for as much
  ask_for_run(each, count, [&](void *piece, size_t chunk) {
    if (__builtin_expect(chunk != each, 0) &&
        !keep_cached<GlibcsBins>(piece, chunk - 8))
      return g_next.free(piece);
    tag_of(piece, chunk - 8) = key_tag(piece, kCachedId << 8, kFresh);
    if (chunk != each)
      return;
    put_first(bin, piece);
    bin.room -= bin.room != 0; // a signal handler may have freed some
  });
  errno = error;
}

// A single block first: glibc takes one that lies idle, if it has such a one.
// Where it had to cut from something that has room for a run, one follows,
// twice as long as the one before, so that a size that is rarely asked for
// takes little.
void *take_from_glibc(size_t i, size_t *chunk) {
  Bin &bin = g_thread.bins[i];
  size_t count = bin.run, each = i * 16;
  if (count == 0)
    return nullptr;
  auto *block = static_cast<char *>(g_next.malloc(each - 8));
  if (!block)
    return nullptr;
  size_t header = header_of(block);
  *chunk = header & ~kHeaderFlags;
  if ((header & kHeaderMapped) || *chunk > each + 16) {
    g_next.free(block); // mallopt() may ask for that; no more of this size
    bin.run = 0;
    return nullptr;
  }
  if (count > 1 && rest_behind(block, *chunk) >= each * count)
    add_run(bin, each, count);
  bin.run = smaller(count * 2, half_of(i));
  return block;
}

} // namespace

template <> void *take_refilled<GlibcsBins>(size_t size, size_t *chunk) {
  if (g_thread.bins == g_no_bins)
    return nullptr;
  size_t i = GlibcsBins::for_request_with_block(size);
  Bin &bin = g_thread.bins[i];
  *chunk = GlibcsBins::usable_in(i) + 8;
  g_escrow.make_good(g_thread.account);
  if (bin.first || take_batch(bin, i))
    return take_first(bin);
  return take_from_glibc(i, chunk);
}

// Such an allocator has no more than one block to give at once.
template <> void *take_refilled<OthersBins>(size_t size, size_t *chunk) {
  size_t i = OthersBins::for_request(size);
  if (i == 0)
    OthersBins::learn(size);
  g_escrow.make_good(g_thread.account);
  if (i == 0 || i >= kBins || g_thread.bins == g_no_bins || is_alone())
    return nullptr;
  Bin &bin = g_thread.bins[i];
  *chunk = OthersBins::usable_in(i) + 8;
  return take_batch(bin, i) ? take_first(bin) : nullptr;
}

namespace {

Bin *take_bins() {
  if (!has_caches)
    return g_no_bins;
  Bin *bins = unused_bins;
  if (bins) {
    unused_bins = static_cast<Bin *>(bins[0].first);
    bins[0].first = nullptr;
  } else {
    bins = make_bins();
  }
  return bins ? bins : g_no_bins;
}

void set_threads_with_bins(uint32_t count) {
  __atomic_store_n(&threads_with_bins, count, __ATOMIC_RELAXED);
}

} // namespace

void open_bins() {
  Thread &thread = g_thread;
  bool goes_on = thread.bins && thread.bins != g_no_bins;
  if (!goes_on) // else the child of a fork, with those that it has
    thread.bins = take_bins();
  if (thread.bins != g_no_bins)
    set_threads_with_bins(threads_with_bins + 1);
}

void empty_bins() {
  Bin *bins = g_thread.bins;
  for (size_t i = 0; bins && i < kBins; ++i)
    while (void *block = take_first(bins[i])) {
      clear_tag(block, usable_in(i));
      g_next.free(block);
    }
}

void close_bins() {
  Bin *bins = g_thread.bins;
  g_thread.bins = g_no_bins;
  if (bins == g_no_bins)
    return;
  for (size_t i = kFirstBin; i < kBins; ++i)
    bins[i].run = 1; // whoever has them next begins anew
  bins[0].first = unused_bins;
  unused_bins = bins;
  set_threads_with_bins(threads_with_bins - 1);
}

// What a depot holds is there for the child, too.
void forget_other_bins() {
  unused_bins = nullptr;
  set_threads_with_bins(0);
}

} // namespace memtrace::rt
