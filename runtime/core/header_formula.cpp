// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// header_formula.cpp: does the next allocator keep glibc's block header?
#include "core/next.h"

#include "core/tag.h"

namespace memtrace::rt {
namespace {

// Sizes on both sides of glibc's limits between kinds of blocks. Its usable
// sizes come first: before another allocator's block there may be no memory.
constexpr struct {
  size_t size;
  size_t usable; // 0: depends on what is free
} kBlocks[] = {{1, 24},   {24, 24},   {25, 40},
               {1000, 0}, {70000, 0}, {(128 << 10) + 1, 0}};

bool holds_for(size_t size, size_t expected) {
  void *block = g_next.malloc(size);
  if (!block)
    return false;
  size_t usable = g_next.malloc_usable_size(block);
  bool holds = (!expected || usable == expected) &&
               usable_from_header(header_of(block)) == usable;
  // One with a mapping of its own is kept: freeing it would have glibc serve
  // larger blocks from the heap than it does without us.
  if (!holds || !(header_of(block) & kHeaderMapped))
    g_next.free(block);
  return holds;
}

} // namespace

bool header_formula_holds() {
  for (const auto &block : kBlocks)
    if (!holds_for(block.size, block.usable))
      return false;
  return true;
}

} // namespace memtrace::rt
