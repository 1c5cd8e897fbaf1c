// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_cache.cpp: see block_cache.h.
#include "core/block_cache.h"

#include "core/block_depot.h"
#include "core/block_run.h"
#include "core/next.h"
#include "core/options.h"
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
Bin *unused_bins; // the first bin, which no size has, leads to the next ones

alignas(64) BlockDepot depots[kBins];
uint32_t threads_with_bins; // one that is alone has nobody to leave blocks to

constexpr size_t kFirstBin = 2; // no block is smaller than 32

size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

size_t room_for(size_t chunk) {
  return smaller(kMostBytesInBin / chunk, kMostInBin);
}

// What comes at once, so that what is freed next has room beside it, and what
// goes at once, so that what is asked for next is there.
size_t half_of(size_t chunk) { return room_for(chunk) / 2; }

Bin *make_bins() {
  auto *bins = static_cast<Bin *>(map(kBins * sizeof(Bin)));
  if (!bins)
    return nullptr;
  count_own_bytes(page_size());
  for (size_t i = kFirstBin; i < kBins; ++i) {
    bins[i].room = room_for(i * 16);
    bins[i].run = 1;
  }
  return bins;
}

// What glibc fills, checks, counts or colours is to be what the program has.
bool asks_for_checks() {
  static const char *const kNames[] = {"MALLOC_PERTURB_", "MALLOC_CHECK_",
                                       "MALLOC_TRACE"};
  for (const char *name : kNames)
    if (getenv(name))
      return true;
  const char *tunables = getenv("GLIBC_TUNABLES");
  return tunables && (strstr(tunables, "glibc.malloc") ||
                      strstr(tunables, "glibc.mem.tagging"));
}

} // namespace

void decide_on_block_caches() {
  has_caches = g_options.caches_blocks && g_state.reads_headers &&
               next_is_libc() && !asks_for_checks();
}

bool has_block_caches() { return has_caches; }

namespace {

bool is_fresh(void *block) {
  return (tag_word(block, usable_from_header(header_of(block))) & 255) ==
         kFresh;
}

// Where a block is in the calling thread's bin, by what leads to it; null: it
// isn't there, or nobody has freed it. How many were freed after it, and in
// all: fresh ones lie below.
struct InBin {
  Bin *bin;
  void **to;
  size_t newer, count;
};
InBin find_cached(void *block) {
  size_t i = header_of(block) / 16;
  if (!g_thread.bins || g_thread.bins == g_no_bins || i >= kBins)
    return {};
  InBin place = {&g_thread.bins[i], nullptr, 0, 0};
  for (void **to = &place.bin->first; *to && !is_fresh(*to);
       to = static_cast<void **>(*to), ++place.count)
    if (*to == block) {
      place.to = to;
      place.newer = place.count;
    }
  return place;
}

// What glibc says when the block is freed again; null: it doesn't notice. The
// first seven of a size would be in its own cache, which knows them all. Of
// others that are small it only knows the last one.
const char *complaint_about(const InBin &place, void *block) {
  constexpr size_t kInTcache = 7, kLargestFast = 128;
  if (place.count - place.newer <= kInTcache)
    return "free(): double free detected in tcache 2\n";
  if (header_of(block) >= kLargestFast + 16)
    return "double free or corruption (!prev)\n";
  return place.newer == 0 ? "double free or corruption (fasttop)\n" : nullptr;
}

} // namespace

void end_by(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
  abort();
}

void free_again(void *block) {
  InBin place = find_cached(block);
  if (!place.to)
    return;
  if (const char *complaint = complaint_about(place, block))
    end_by(complaint);
  *place.to = *static_cast<void **>(block);
  *static_cast<void **>(block) = place.bin->first;
  place.bin->first = block; // the last one now
}

const char *take_out(void *block) {
  InBin place = find_cached(block);
  if (!place.to)
    return nullptr;
  const char *complaint = complaint_about(place, block);
  *place.to = *static_cast<void **>(block);
  place.bin->room++;
  clear_tag(block, usable_from_header(header_of(block)));
  return complaint;
}

namespace {

// Those that were freed longest ago. False: the bin isn't full, or nobody is
// there to take them.
bool leave_half(Bin &bin, size_t chunk) {
  BlockDepot &depot = depots[chunk / 16];
  if (__atomic_load_n(&threads_with_bins, __ATOMIC_RELAXED) < 2 ||
      !depot.has_room())
    return false;
  size_t half = half_of(chunk);
  void **to = &bin.first;
  for (size_t kept = room_for(chunk) - half; kept && *to; --kept)
    to = static_cast<void **>(*to);
  void *batch = *to;
  if (!batch)
    return false;
  *to = nullptr;
  bool left = depot.leave(batch);
  if (left)
    bin.room += half;
  else
    *to = batch;
  return left;
}

} // namespace

void free_uncached(void *block, size_t chunk) {
  size_t i = chunk / 16;
  if (i < kBins && leave_half(g_thread.bins[i], chunk) &&
      keep_cached(block, chunk))
    return;
  clear_tag(block, chunk - 8);
  g_next.free(block);
}

namespace {

bool take_batch(Bin &bin, size_t chunk) {
  void *batch = depots[chunk / 16].take();
  if (!batch)
    return false;
  bin.first = batch;
  bin.room -= smaller(bin.room, half_of(chunk));
  return true;
}

void add_run(Bin &bin, size_t each, size_t count) {
  int error = errno; // not glibc's, if there is no memory for as much
  ask_for_run(each, count, [&](void *piece, size_t chunk) {
    if (__builtin_expect(chunk != each, 0) && !keep_cached(piece, chunk))
      return g_next.free(piece);
    tag_of(piece, chunk - 8) = key_tag(piece, kCachedId << 8, kFresh);
    if (chunk != each)
      return;
    *static_cast<void **>(piece) = bin.first;
    bin.first = piece;
    bin.room -= bin.room != 0; // a signal handler may have freed some
  });
  errno = error;
}

// A single block first: glibc takes one that lies idle, if it has such a one.
// Where it had to cut from something that has room for a run, one follows,
// twice as long as the one before, so that a size that is rarely asked for
// takes little.
void *take_from_glibc(Bin &bin, size_t each, size_t *chunk) {
  size_t count = bin.run;
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
  bin.run = smaller(count * 2, half_of(each));
  return block;
}

} // namespace

void *take_refilled(size_t size, size_t *chunk) {
  if (g_thread.bins == g_no_bins)
    return nullptr;
  size_t i = bin_for(size);
  if (i < kFirstBin)
    i = kFirstBin;
  Bin &bin = g_thread.bins[i];
  *chunk = i * 16;
  g_escrow.make_good(g_thread.account);
  if (bin.first || take_batch(bin, i * 16))
    return take_first(bin);
  return take_from_glibc(bin, i * 16, chunk);
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
    while (void *block = bins[i].first) {
      bins[i].first = *static_cast<void **>(block);
      bins[i].room++;
      clear_tag(block, i * 16 - 8);
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

void forget_other_bins() {
  unused_bins = nullptr;
  set_threads_with_bins(0);
}

} // namespace memtrace::rt
