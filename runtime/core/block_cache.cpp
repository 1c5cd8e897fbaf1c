// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_cache.cpp: see block_cache.h.
#include "core/block_cache.h"

#include "core/next.h"
#include "core/options.h"
#include "ledger/ledger.h"
#include "os/memory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace memtrace::rt {

Bin g_no_bins[kBins];

namespace {

bool has_caches;
Bin *unused_bins; // the first bin, which no size has, leads to the next ones

size_t room_for(size_t chunk) {
  size_t most = kMostBytesInBin / chunk;
  return most < kMostInBin ? most : kMostInBin;
}

Bin *make_bins() {
  auto *bins = static_cast<Bin *>(map(kBins * sizeof(Bin)));
  if (!bins)
    return nullptr;
  count_own_bytes(page_size());
  for (size_t i = 2; i < kBins; ++i) // no block is smaller than 32
    bins[i].room = room_for(i * 16);
  return bins;
}

// What glibc fills, checks or counts is to be what the program frees.
bool asks_for_checks() {
  static const char *const kNames[] = {"MALLOC_PERTURB_", "MALLOC_CHECK_",
                                       "MALLOC_TRACE"};
  for (const char *name : kNames)
    if (getenv(name))
      return true;
  const char *tunables = getenv("GLIBC_TUNABLES");
  return tunables && strstr(tunables, "glibc.malloc");
}

} // namespace

void decide_on_block_caches() {
  has_caches = g_options.caches_blocks && g_state.reads_headers &&
               next_is_libc() && !asks_for_checks();
}

bool has_block_caches() { return has_caches; }

namespace {

// As glibc says it.
[[noreturn]] void end_by(const char *text) {
  ssize_t written = write(STDERR_FILENO, text, strlen(text));
  (void)written;
  abort();
}

} // namespace

// The first seven of a size would be in glibc's own cache, which knows them
// all. Of others that are small it only knows the last one.
void free_again(void *block) {
  constexpr size_t kInTcache = 7, kLargestFast = 128;
  size_t chunk = header_of(block) & ~kHeaderFlags;
  Bin &bin = g_thread.bins[chunk / 16];
  void **place = &bin.first;
  while (*place && *place != block)
    place = static_cast<void **>(*place);
  size_t older = 0;
  for (void *other = block; (other = *static_cast<void **>(other));)
    ++older;
  if (!*place || older < kInTcache) // or in another thread's
    end_by("free(): double free detected in tcache 2\n");
  if (chunk > kLargestFast)
    end_by("double free or corruption (!prev)\n");
  if (place == &bin.first)
    end_by("double free or corruption (fasttop)\n");
  *place = *static_cast<void **>(block);
  *static_cast<void **>(block) = bin.first;
  bin.first = block; // the last one now
}

void open_bins() {
  Thread &thread = g_thread;
  if (thread.bins && thread.bins != g_no_bins)
    return; // the child of a fork goes on with them
  thread.bins = g_no_bins;
  if (!has_caches)
    return;
  Bin *bins = unused_bins;
  if (bins) {
    unused_bins = static_cast<Bin *>(bins[0].first);
    bins[0].first = nullptr;
  } else {
    bins = make_bins();
  }
  if (bins)
    thread.bins = bins;
}

void empty_bins() {
  for (size_t i = 0; i < kBins; ++i)
    while (void *block = g_thread.bins[i].first) {
      g_thread.bins[i].first = *static_cast<void **>(block);
      g_thread.bins[i].room++;
      g_next.free(block);
    }
}

void close_bins() {
  Bin *bins = g_thread.bins;
  g_thread.bins = g_no_bins;
  if (bins == g_no_bins)
    return;
  bins[0].first = unused_bins;
  unused_bins = bins;
}

void forget_unused_bins() { unused_bins = nullptr; }

} // namespace memtrace::rt
