// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bins.cpp: see bins.h.
#include "core/bins.h"

#include <errno.h>

namespace memtrace::rt {

uint8_t g_bins_for_steps[kBins];

namespace {

// So that slacks of blocks there fit into their tags, also of the smallest
// request.
constexpr size_t kMostAbove = (kSlackApart - 16) / 16;

} // namespace

void OthersBins::learn(size_t size) {
  int error = errno; // the program's own request will fail, if this one does
  size_t step = step_of(size);
  if (void *block = g_next.malloc(step * 16)) {
    size_t i = of_block(g_next.malloc_usable_size(block));
    g_next.free(block);
    if (i < step || i > step + kMostAbove || i > kBins)
      i = kBins;
    __atomic_store_n(&g_bins_for_steps[step], (uint8_t)i, __ATOMIC_RELAXED);
  }
  errno = error;
}

} // namespace memtrace::rt
