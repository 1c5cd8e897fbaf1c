/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * block_cache.c: the cache of runtime/core/block_cache.h, and nothing else, to
 * be preloaded: what is a gain of the cache's is no merit of the counting.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)

enum { BINS = 66, MOST_BLOCKS = 64, MOST_BYTES = 8192 };

struct bin {
  void *first;
  uint32_t blocks;
  uint32_t run; /* 0 and 1: one block */
};
static __thread struct bin bins[BINS]
    __attribute__((tls_model("initial-exec")));

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void __libc_free(void *);

static inline int keep(void *block, size_t chunk) {
  size_t i = chunk / 16;
  if (i >= BINS || bins[i].blocks * chunk >= MOST_BYTES ||
      bins[i].blocks >= MOST_BLOCKS)
    return 0;
  bins[i].blocks++;
  *(void **)block = bins[i].first;
  bins[i].first = block;
  return 1;
}

static __attribute__((noinline)) void *take_from_run(struct bin *bin,
                                                     size_t chunk) {
  size_t most = MOST_BYTES / chunk, count = bin->run ? bin->run : 1;
  most = (most < MOST_BLOCKS ? most : MOST_BLOCKS) / 2;
  bin->run = count * 2 < most ? count * 2 : most;
  char *block = __libc_malloc(chunk - 8);
  if (!block)
    return NULL;
  size_t own = ((size_t *)block)[-1] & ~(size_t)7;
  size_t behind = ((size_t *)(block + own))[-1] & ~(size_t)7;
  if (count == 1 || behind < chunk * count)
    return block;
  char *run = __libc_malloc(chunk * count - 8);
  if (!run)
    return block;
  size_t header = ((size_t *)run)[-1], all = header & ~(size_t)7;
  size_t first = all - chunk * (count - 1);
  char *piece = run + all - chunk;
  for (size_t n = 1; n < count; ++n, piece -= chunk) {
    ((size_t *)piece)[-1] = chunk | (header & 4) | 1;
    keep(piece, chunk);
  }
  ((size_t *)run)[-1] = first | (header & 7);
  if (!keep(run, first))
    __libc_free(run);
  return block;
}

static inline void *take(size_t size) {
  size_t i = (size + 8 + 15) / 16;
  if (i >= BINS || i < 2)
    return NULL;
  struct bin *bin = &bins[i];
  void *block = bin->first;
  if (!block)
    return take_from_run(bin, i * 16);
  bin->first = *(void **)block;
  bin->blocks--;
  return block;
}

void *malloc(size_t size) {
  void *block = size < MOST_BYTES ? take(size) : NULL;
  return LIKELY(block) ? block : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  size_t bytes;
  if (!__builtin_mul_overflow(count, size, &bytes) && bytes < MOST_BYTES) {
    void *block = take(bytes);
    if (block)
      return memset(block, 0, bytes);
  }
  return __libc_calloc(count, size);
}

void free(void *block) {
  if (!block)
    return;
  size_t header = ((size_t *)block)[-1], chunk = header & ~(size_t)7;
  if ((header & 2) || !LIKELY(keep(block, chunk)))
    __libc_free(block);
}
