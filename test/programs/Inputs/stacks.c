/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks.c: notes the call stack of every allocation, for LD_PRELOAD: an
 * oracle for which line MemTrace should charge. One thread, glibc.
 *
 * At exit, STACKS_OUT gets a line for each distinct stack:
 *   bytes blocks address...       innermost first, those below 4 GiB alone:
 *                                 the program's own when linked with -no-pie
 */
#define _GNU_SOURCE
#include <execinfo.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

enum { DEPTH = 24, STACKS = 1 << 16 };

typedef struct {
  uint64_t bytes, blocks;
  uint32_t depth, address[DEPTH];
} Stack;

static Stack stacks[STACKS];
static int busy; /* the unwinder allocates, too */

static void note(void *block, size_t bytes) {
  if (!block || busy)
    return;
  busy = 1;
  void *all[2 * DEPTH];
  Stack stack = {0};
  int depth = backtrace(all, 2 * DEPTH);
  uint64_t hash = 0;
  for (int i = 0; i < depth && stack.depth < DEPTH; i++)
    if ((uintptr_t)all[i] <= UINT32_MAX) {
      uint32_t address = (uint32_t)(uintptr_t)all[i];
      stack.address[stack.depth++] = address;
      hash = (hash + address) * 0x9e3779b97f4a7c15;
    }
  Stack *place = &stacks[hash >> 48];
  while (place->blocks &&
         (place->depth != stack.depth ||
          memcmp(place->address, stack.address, sizeof stack.address)))
    place = &stacks[(size_t)(place - stacks + 1) % STACKS];
  stack.bytes = place->bytes + bytes;
  stack.blocks = place->blocks + 1;
  *place = stack;
  busy = 0;
}

void *malloc(size_t bytes) {
  void *block = __libc_malloc(bytes);
  note(block, bytes);
  return block;
}

void *calloc(size_t count, size_t bytes) {
  void *block = __libc_calloc(count, bytes);
  note(block, count * bytes);
  return block;
}

void *realloc(void *old, size_t bytes) {
  void *block = __libc_realloc(old, bytes);
  note(block, bytes);
  return block;
}

__attribute__((constructor)) static void load_the_unwinder(void) {
  void *address[4];
  busy = 1;
  backtrace(address, 4);
  busy = 0;
}

__attribute__((destructor)) static void write_stacks(void) {
  busy = 1;
  FILE *file = fopen(getenv("STACKS_OUT"), "w");
  for (const Stack *s = stacks; file && s < stacks + STACKS; s++) {
    if (!s->blocks)
      continue;
    fprintf(file, "%lu %lu", s->bytes, s->blocks);
    for (uint32_t i = 0; i < s->depth; i++)
      fprintf(file, " %#x", s->address[i]);
    fputc('\n', file);
  }
  if (!file || fclose(file))
    abort();
}
