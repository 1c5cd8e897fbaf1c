/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * block_cache.c: the cache of runtime/core/block_cache.h, and nothing else, to
 * be preloaded: what is a gain of the cache's is no merit of the counting.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)

enum { BINS = 66, MOST_BLOCKS = 32, MOST_BYTES = 4096, RUN_BYTES = 2048 };

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

static __attribute__((noinline)) void *take_from_run(struct bin *bin,
                                                     size_t chunk) {
  size_t most = RUN_BYTES / chunk, count = bin->run ? bin->run : 1;
  most = most < MOST_BLOCKS ? most : MOST_BLOCKS;
  bin->run = count * 2 < most ? count * 2 : most;
  if (count == 1)
    return NULL;
  char *run = __libc_malloc(chunk * count - 8);
  if (!run)
    return NULL;
  size_t header = ((size_t *)run)[-1], all = header & ~(size_t)7;
  size_t first = all - chunk * (count - 1);
  if ((header & 2) || first - chunk > 16) {
    __libc_free(run);
    bin->run = 1;
    return NULL;
  }
  for (char *piece = run + all - chunk; piece != run + first - chunk;
       piece -= chunk) {
    ((size_t *)piece)[-1] = chunk | (header & 4) | 1;
    *(void **)piece = bin->first;
    bin->first = piece;
  }
  bin->blocks += count - 1;
  ((size_t *)run)[-1] = first | (header & 7);
  return run;
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
  size_t i = chunk / 16;
  if (LIKELY(i < BINS) && !(header & 2)) {
    if (bins[i].blocks * chunk < MOST_BYTES && bins[i].blocks < MOST_BLOCKS) {
      bins[i].blocks++;
      *(void **)block = bins[i].first;
      bins[i].first = block;
      return;
    }
    bins[i].run = 1;
  }
  __libc_free(block);
}
