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

inline size_t &header_before(char *block) {
  return reinterpret_cast<size_t *>(block)[-1];
}

// Hands on all pieces with their chunks, the last one first. A chunk is a block
// with the word before it, a multiple of 16 from 32 on; the first piece's may
// be 16 more, which glibc has given without being asked. False: there is none.
template <typename Take>
bool ask_for_run(size_t chunk, size_t count, Take take) {
  constexpr size_t kMostLeftOver = 16; // more is a block of its own to glibc
  auto *run = static_cast<char *>(g_next.malloc(chunk * count - 8));
  if (!run)
    return false;
  size_t header = header_before(run);
  size_t all = header & ~kHeaderFlags;
  size_t first = all - chunk * (count - 1);
  if ((header & kHeaderMapped) || first - chunk > kMostLeftOver) {
    g_next.free(run);
    return false;
  }
  size_t rest = chunk | (header & kHeaderForeignArena) | kHeaderAfterUsed;
  char *piece = run + all - chunk;
  for (size_t n = 1; n < count; ++n, piece -= chunk) {
    header_before(piece) = rest;
    take(piece, chunk);
  }
  header_before(run) = first | (header & kHeaderFlags);
  take(run, first);
  return true;
}

// How large the chunk is that follows a block which glibc has just made: the
// rest of what it was cut from, if there is one.
inline size_t rest_behind(char *block, size_t chunk) {
  return header_before(block + chunk) & ~kHeaderFlags;
}

} // namespace memtrace::rt

#endif
