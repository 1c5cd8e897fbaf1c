/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * block_cache.c: the cache of runtime/core/block_cache.h, and nothing else, to
 * be preloaded: what is a gain of the cache's is no merit of the counting.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LIKELY(x) __builtin_expect(!!(x), 1)

enum { BINS = 66, MOST_BLOCKS = 64, MOST_BYTES = 8192, MOST_BATCHES = 15 };

struct bin {
  void *first;
  uint32_t blocks;
  uint32_t run; /* 0 and 1: one block */
};
static __thread struct bin bins[BINS]
    __attribute__((tls_model("initial-exec")));

/* Halves of bins that threads have left for each other. */
static struct depot {
  uint32_t taken, count;
  void *batches[MOST_BATCHES];
} depots[BINS] __attribute__((aligned(64)));
static uint32_t threads; /* that ever came here */
static __thread int known __attribute__((tls_model("initial-exec")));

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void __libc_free(void *);

static size_t room_for(size_t chunk) {
  size_t most = MOST_BYTES / chunk;
  return most < MOST_BLOCKS ? most : MOST_BLOCKS;
}

static void count_thread(void) {
  if (!known) {
    known = 1;
    __atomic_fetch_add(&threads, 1, __ATOMIC_RELAXED);
  }
}

static int enter(struct depot *depot) {
  return !__atomic_exchange_n(&depot->taken, 1, __ATOMIC_ACQUIRE);
}
static void go(struct depot *depot) {
  __atomic_store_n(&depot->taken, 0, __ATOMIC_RELEASE);
}

static int leave_half(struct bin *bin, size_t chunk) {
  count_thread();
  struct depot *depot = &depots[chunk / 16];
  if (threads < 2 || depot->count == MOST_BATCHES || !enter(depot))
    return 0;
  int left = depot->count < MOST_BATCHES;
  if (left) {
    void *batch = bin->first, **to = &batch;
    for (size_t half = room_for(chunk) / 2; half; --half, bin->blocks--)
      to = *to;
    bin->first = *to;
    *to = NULL;
    depot->batches[depot->count++] = batch;
  }
  go(depot);
  return left;
}

static int take_batch(struct bin *bin, size_t chunk) {
  count_thread();
  struct depot *depot = &depots[chunk / 16];
  if (depot->count == 0 || !enter(depot))
    return 0;
  int found = depot->count > 0;
  if (found) {
    bin->first = depot->batches[--depot->count];
    bin->blocks = room_for(chunk) / 2;
  }
  go(depot);
  return found;
}

static inline int is_full(const struct bin *bin, size_t chunk) {
  return bin->blocks * chunk > MOST_BYTES - chunk || bin->blocks == MOST_BLOCKS;
}

static inline int keep(void *block, size_t chunk) {
  size_t i = chunk / 16;
  if (i >= BINS || is_full(&bins[i], chunk))
    return 0;
  bins[i].blocks++;
  *(void **)block = bins[i].first;
  bins[i].first = block;
  return 1;
}

static __attribute__((noinline)) void free_uncached(void *block, size_t chunk) {
  size_t i = chunk / 16;
  if (i >= BINS || !leave_half(&bins[i], chunk) || !keep(block, chunk))
    __libc_free(block);
}

static inline void *take_first(struct bin *bin) {
  void *block = bin->first;
  if (!LIKELY(block))
    return NULL;
  bin->first = *(void **)block;
  bin->blocks--;
  return block;
}

static __attribute__((noinline)) void *take_refilled(struct bin *bin,
                                                     size_t chunk) {
  if (take_batch(bin, chunk))
    return take_first(bin);
  size_t most = room_for(chunk) / 2, count = bin->run ? bin->run : 1;
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
  void *block = take_first(&bins[i]);
  return LIKELY(block) ? block : take_refilled(&bins[i], i * 16);
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
  if (header & 2)
    __libc_free(block);
  else if (!LIKELY(keep(block, chunk)))
    free_uncached(block, chunk);
}
