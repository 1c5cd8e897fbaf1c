// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_run.h: several of glibc's blocks at the price of one. All that glibc
// knows of a block in use is the header before it. So a large block that is cut
// into pieces with headers of their own is what several calls of malloc might
// have returned, and each piece is freed by itself.
#ifndef MEMTRACE_CORE_BLOCK_RUN_H
#define MEMTRACE_CORE_BLOCK_RUN_H

#include "core/tag.h"

namespace memtrace::rt {

struct Piece {
  char *block; // null: there is none
  size_t chunk;
};

// A chunk is a block with the word before it, a multiple of 16 from 32 on.
// Returns the first piece, which has what glibc gives more than it was asked
// for, and hands on the others, the last one first.
template <typename Take>
Piece ask_for_run(size_t chunk, size_t count, Take take) {
  constexpr size_t kMostLeftOver = 16; // more is a block of its own to glibc
  auto header_before = [](char *block) -> size_t & {
    return reinterpret_cast<size_t *>(block)[-1];
  };
  auto *run = static_cast<char *>(g_next.malloc(chunk * count - 8));
  if (!run)
    return {};
  size_t header = header_before(run);
  size_t all = header & ~kHeaderFlags;
  size_t first = all - chunk * (count - 1);
  if ((header & kHeaderMapped) || first - chunk > kMostLeftOver) {
    g_next.free(run);
    return {};
  }
  size_t rest = chunk | (header & kHeaderForeignArena) | kHeaderAfterUsed;
  for (char *piece = run + all - chunk; piece != run + first - chunk;
       piece -= chunk) {
    header_before(piece) = rest;
    take(piece);
  }
  header_before(run) = first | (header & kHeaderFlags);
  return {run, first};
}

} // namespace memtrace::rt

#endif
