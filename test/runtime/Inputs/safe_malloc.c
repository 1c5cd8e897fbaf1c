/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * safe_malloc.c: an allocator that may be called in signal handlers, as glibc's
 * may not: without locks, and with nothing that is ever half changed. Blocks
 * have glibc's header, so that MemTrace takes its short ways.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { CLASSES = 64 }; /* of chunks of 16, 32, 48 and so on bytes */
#define AREA ((size_t)4 << 30)

static char *area;
static size_t used;
/* Stacks of free blocks: an address, and above it how often it has changed. */
typedef unsigned __int128 Top;
static Top unused[CLASSES];

__attribute__((constructor(101))) static void begin(void) {
  if (__atomic_load_n(&area, __ATOMIC_ACQUIRE))
    return;
  char *mine = mmap(NULL, AREA, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  char *none = NULL;
  if (mine == MAP_FAILED ||
      !__atomic_compare_exchange_n(&area, &none, mine, 0, __ATOMIC_ACQ_REL,
                                   __ATOMIC_ACQUIRE))
    munmap(mine, AREA);
}

static size_t *header_of(void *block) { return (size_t *)block - 1; }
static size_t chunk_of(void *block) { return *header_of(block) & ~(size_t)15; }

static Top load(Top *top) { return __sync_val_compare_and_swap(top, 0, 0); }
static Top make(void *block, Top before) {
  return (Top)(uintptr_t)block | ((before >> 64) + 1) << 64;
}

static void *pop(size_t class) {
  for (;;) {
    Top top = load(&unused[class]);
    void **block = (void **)(uintptr_t)top;
    /* Of a block that somebody has taken meanwhile, garbage: top has changed
     * then. */
    if (!block || __sync_bool_compare_and_swap(
                      &unused[class], top, make(*(void *volatile *)block, top)))
      return block;
  }
}

static void push(void *block, size_t class) {
  Top top;
  do {
    top = load(&unused[class]);
    *(void *volatile *)block = (void *)(uintptr_t)top;
  } while (
      !__sync_bool_compare_and_swap(&unused[class], top, make(block, top)));
}

static void *take(size_t alignment, size_t size) {
  if (!area)
    begin();
  size_t chunk = size <= 24 ? 32 : (size + 8 + 15) & ~(size_t)15;
  if (size > AREA / 4)
    return errno = ENOMEM, NULL;
  void *block = NULL;
  if (alignment <= 16 && chunk / 16 < CLASSES)
    block = pop(chunk / 16);
  if (!block) {
    size_t more = chunk + 16 + (alignment > 16 ? alignment : 0);
    size_t at = __atomic_fetch_add(&used, more, __ATOMIC_RELAXED);
    if (at + more > AREA)
      return errno = ENOMEM, NULL;
    uintptr_t mask = (alignment > 16 ? alignment : 16) - 1;
    block = (void *)(((uintptr_t)area + at + 16 + mask) & ~mask);
  }
  *header_of(block) = chunk | 1;
  return block;
}

void *malloc(size_t size) { return take(16, size); }
void free(void *block) {
  if (block && chunk_of(block) / 16 < CLASSES)
    push(block, chunk_of(block) / 16);
}
void *calloc(size_t count, size_t size) {
  void *block = take(16, count * size);
  return block ? memset(block, 0, count * size) : NULL;
}
size_t malloc_usable_size(void *block) {
  return block ? chunk_of(block) - 8 : 0;
}
void *realloc(void *block, size_t size) {
  void *moved = take(16, size);
  if (moved && block) {
    size_t old = malloc_usable_size(block);
    memcpy(moved, block, old < size ? old : size);
    free(block);
  }
  return moved;
}
void *memalign(size_t alignment, size_t size) { return take(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) {
  return take(alignment, size);
}
int posix_memalign(void **out, size_t alignment, size_t size) {
  *out = take(alignment, size);
  return *out ? 0 : ENOMEM;
}
