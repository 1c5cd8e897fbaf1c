/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * uneven_allocator.c: an allocator to preload whose blocks have just the bytes
 * that they were asked for, without glibc's header before them, and which can't
 * tell how large every seventh is. A block that is overrun, or freed twice,
 * ends the process.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

struct head {
  size_t size, offset;
  uint64_t number, guard;
};
enum { GUARD = 0x5ca1ab1e };

static struct head *head_of(void *block) {
  struct head *head = (struct head *)block - 1;
  uint64_t behind;
  memcpy(&behind, (char *)block + head->size, sizeof behind);
  if (head->guard != GUARD || behind != GUARD)
    abort();
  return head;
}

void *memalign(size_t alignment, size_t size) {
  static uint64_t number;
  size_t offset =
      alignment < sizeof(struct head) ? sizeof(struct head) : alignment;
  uint64_t guard = GUARD;
  if (size > SIZE_MAX / 2) {
    errno = ENOMEM;
    return NULL;
  }
  char *all = __libc_memalign(offset, offset + size + sizeof guard);
  if (!all)
    return NULL;
  struct head head = {size, offset, __atomic_add_fetch(&number, 1, 0), GUARD};
  memcpy(all + offset - sizeof head, &head, sizeof head);
  memcpy(all + offset + size, &guard, sizeof guard);
  return all + offset;
}

void *malloc(size_t size) { return memalign(32, size); }

void *calloc(size_t count, size_t size) {
  void *block = NULL;
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes))
    errno = ENOMEM;
  else if ((block = malloc(bytes)))
    memset(block, 0, bytes);
  return block;
}

void free(void *block) {
  if (!block)
    return;
  struct head *head = head_of(block);
  head->guard = 0;
  __libc_free((char *)block - head->offset);
}

void *realloc(void *block, size_t size) {
  void *moved = malloc(size);
  if (!block || !moved)
    return moved;
  size_t old = head_of(block)->size;
  memcpy(moved, block, old < size ? old : size);
  free(block);
  return moved;
}

void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  void *block = memalign(alignment, size);
  if (!block)
    return ENOMEM;
  *out = block;
  return 0;
}

size_t malloc_usable_size(void *block) {
  struct head *head = block ? head_of(block) : NULL;
  return head && head->number % 7 ? head->size : 0;
}
