/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * counter.c: an independent counter of the heap, for LD_PRELOAD, that
 * MemTrace's totals are compared with. It shares no code and no idea with the
 * runtime: blocks are left as the program asked for them, and their sizes are
 * kept aside.
 *
 *   COUNTER_OUT=counts.txt LD_PRELOAD=counter.so ./program
 *
 * At exit one line is appended to the file:
 *   total_bytes= total_blocks= freed_blocks= live_bytes= live_blocks=
 *   peak_bytes= foreign_frees=
 *
 * What is counted: bytes as requested; an allocation for each call that gave a
 * block; realloc of a block as an allocation of the new size and a free of the
 * old one, live moving by the difference in one step; nothing for a call that
 * failed.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The allocator underneath: glibc's own. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

/* ld.so keeps a word for each module with thread-locals in every thread's
 * heap-allocated vector. MemTrace's runtime is such a module; the counter that
 * takes its place must be one too, or each thread asks for 16 bytes less. */
#ifndef COUNTER_WITHOUT_TLS
static _Thread_local char tls_block[64]
    __attribute__((tls_model("initial-exec"), used));
#endif

/* Sizes by address: a root of leaves, each a lazily zeroed array with one slot
 * for every 16 bytes of address space. A slot holds size + 1; 0 is no block.
 * Slots never move, so threads need no lock. */
enum { SLOT_SHIFT = 4, LEAF_SHIFT = 26, ADDRESS_BITS = 47 };
#define LEAF_SLOTS ((size_t)1 << (LEAF_SHIFT - SLOT_SHIFT))
#define ROOT_SLOTS ((size_t)1 << (ADDRESS_BITS - LEAF_SHIFT))

typedef _Atomic size_t Slot;
static Slot *_Atomic root[ROOT_SLOTS];

static _Atomic uint64_t total_bytes, total_blocks, freed_blocks, foreign_frees;
static _Atomic uint64_t live_bytes, live_blocks, peak_bytes;

static Slot *slot_of(const void *block) {
  uintptr_t address = (uintptr_t)block;
  Slot *_Atomic *place = &root[address >> LEAF_SHIFT];
  Slot *leaf = atomic_load(place);
  if (!leaf) {
    size_t bytes = LEAF_SLOTS * sizeof(Slot);
    Slot *fresh = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (fresh == MAP_FAILED)
      abort();
    if (atomic_compare_exchange_strong(place, &leaf, fresh))
      leaf = fresh;
    else
      munmap(fresh, bytes);
  }
  return &leaf[(address >> SLOT_SHIFT) & (LEAF_SLOTS - 1)];
}

/* Live bytes change by one atomic step an event, so their largest value is
 * the exact peak of some order in which the events happened. */
static void live_changes(size_t added, size_t removed) {
  uint64_t live =
      atomic_fetch_add(&live_bytes, added - removed) + added - removed;
  uint64_t peak = atomic_load(&peak_bytes);
  while (live > peak && live <= INT64_MAX &&
         !atomic_compare_exchange_weak(&peak_bytes, &peak, live))
    ;
}

static void *born(void *block, size_t bytes) {
  if (!block)
    return NULL;
  atomic_store(slot_of(block), bytes + 1);
  atomic_fetch_add(&total_bytes, bytes);
  atomic_fetch_add(&total_blocks, 1);
  atomic_fetch_add(&live_blocks, 1);
  live_changes(bytes, 0);
  return block;
}

void *malloc(size_t bytes) { return born(__libc_malloc(bytes), bytes); }

void *calloc(size_t count, size_t bytes) {
  return born(__libc_calloc(count, bytes), count * bytes);
}

void free(void *block) {
  if (!block)
    return;
  size_t kept = atomic_exchange(slot_of(block), 0);
  if (kept) {
    atomic_fetch_add(&freed_blocks, 1);
    atomic_fetch_sub(&live_blocks, 1);
    live_changes(0, kept - 1);
  } else {
    atomic_fetch_add(&foreign_frees, 1);
  }
  __libc_free(block);
}

void *realloc(void *block, size_t bytes) {
  if (!block)
    return malloc(bytes);
  if (!bytes) { /* glibc frees the block and gives none */
    free(block);
    return NULL;
  }
  /* The slot is emptied first: once moved, another thread may get the place. */
  size_t kept = atomic_exchange(slot_of(block), 0);
  if (!kept)
    atomic_fetch_add(&foreign_frees, 1);
  void *moved = __libc_realloc(block, bytes);
  if (!moved) {
    atomic_store(slot_of(block), kept);
    return NULL;
  }
  atomic_store(slot_of(moved), bytes + 1);
  atomic_fetch_add(&total_bytes, bytes);
  atomic_fetch_add(&total_blocks, 1);
  if (kept)
    atomic_fetch_add(&freed_blocks, 1);
  else
    atomic_fetch_add(&live_blocks, 1);
  live_changes(bytes, kept ? kept - 1 : 0);
  return moved;
}

void *reallocarray(void *block, size_t count, size_t bytes) {
  size_t product;
  if (__builtin_mul_overflow(count, bytes, &product)) {
    errno = ENOMEM;
    return NULL;
  }
  return realloc(block, product);
}

void *memalign(size_t alignment, size_t bytes) {
  return born(__libc_memalign(alignment, bytes), bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
  return memalign(alignment, bytes);
}

int posix_memalign(void **result, size_t alignment, size_t bytes) {
  if (!alignment || alignment % sizeof(void *) || alignment & (alignment - 1))
    return EINVAL;
  int saved = errno;
  void *block = memalign(alignment, bytes);
  errno = saved;
  if (!block)
    return ENOMEM;
  *result = block;
  return 0;
}

void *valloc(size_t bytes) { return memalign(getpagesize(), bytes); }

void *pvalloc(size_t bytes) { /* what is asked for is whole pages */
  size_t page = getpagesize();
  return valloc((bytes + page - 1) & ~(page - 1));
}

/* For a program that notes what its own lines ask for (notes.h). */
void counter_read(uint64_t *bytes, uint64_t *blocks) {
  *bytes = total_bytes;
  *blocks = total_blocks;
}

static void write_counts(void *unused) {
  (void)unused;
  const char *path = getenv("COUNTER_OUT");
  if (!path)
    return;
  char line[512];
  int length = snprintf(
      line, sizeof line,
      "total_bytes=%lu total_blocks=%lu freed_blocks=%lu live_bytes=%lu "
      "live_blocks=%lu peak_bytes=%lu foreign_frees=%lu\n",
      total_bytes, total_blocks, freed_blocks, live_bytes, live_blocks,
      peak_bytes, foreign_frees);
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0 || write(file, line, length) != length)
    _exit(99);
  close(file);
}

/* Registered while destructors run, so that it runs after all of them: what
 * libraries free on their way out is counted. */
extern int __cxa_atexit(void (*)(void *), void *, void *);
__attribute__((destructor)) static void at_the_end(void) {
  __cxa_atexit(write_counts, NULL, NULL);
}
