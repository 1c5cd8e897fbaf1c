/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * next_cached.c: small blocks, freed and asked for again.
 *
 *   next_cached sizes   of all sizes: fails if one has changed, or lies badly
 *   next_cached twice   one is freed twice: fails if it is given out twice
 *   next_cached moved   one is reallocated after it was freed: the same
 *   next_cached clear   fails unless all are zero
 *   next_cached seen    whether jemalloc sees them come and go: "asked" or
 *                       "kept"
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1200, EACH = 5, ROUNDS = 4, SIZE = 100 };

static unsigned char *blocks[MOST][EACH];

static int byte(size_t size, int i) { return (int)(size * 7 + (size_t)i + 1); }

static int is_sound(size_t size, int i) {
  const unsigned char *block = blocks[size][i];
  if (malloc_usable_size(blocks[size][i]) < size ||
      (uintptr_t)block % (size < 16 ? 8 : 16))
    return 0;
  for (size_t k = 0; k < size; ++k)
    if (block[k] != (unsigned char)byte(size, i))
      return 0;
  return 1;
}

static int sizes(void) {
  for (int round = 0; round < ROUNDS; ++round) {
    for (int i = 0; i < EACH; ++i)
      for (size_t size = 0; size < MOST; ++size) {
        blocks[size][i] = round % 2 ? calloc(1, size) : malloc(size);
        for (size_t k = 0; round % 2 && k < size; ++k)
          if (blocks[size][i][k])
            return 1;
        memset(blocks[size][i], byte(size, i), size);
      }
    for (size_t size = 0; size < MOST; ++size)
      for (int i = 0; i < EACH; ++i) {
        if (!is_sound(size, i))
          return 1;
        free(blocks[size][i]);
      }
  }
  return 0;
}

/* Whether any two of several blocks, and the given one, are the same. */
static int given_twice(void *other) {
  void *given[9] = {other};
  for (int i = 1; i < 9; ++i) {
    given[i] = malloc(SIZE);
    for (int k = 0; k < i; ++k)
      if (given[k] == given[i])
        return 1;
  }
  return 0;
}

static int twice(void) {
  void *volatile block = malloc(SIZE);
  void *volatile other = malloc(SIZE);
  free(block);
  free(other);
  free(block);
  return given_twice(NULL);
}

static int moved(void) {
  void *volatile block = malloc(SIZE);
  free(block);
  return given_twice(realloc(block, SIZE + 1));
}

static int clear(void) {
  for (int n = 0; n < 100; ++n) {
    char *volatile block = malloc(SIZE);
    for (int k = 0; k < SIZE; ++k)
      if (block[k])
        return 1;
    memset(block, 1, SIZE);
    free(block);
  }
  return 0;
}

static int seen(void) {
  uint64_t before, after;
  size_t size = sizeof before;
  int (*ask)(const char *, void *, size_t *, void *, size_t);
  *(void **)&ask = dlsym(RTLD_DEFAULT, "mallctl");
  if (!ask || ask("thread.allocated", &before, &size, NULL, 0))
    return 1;
  for (int n = 0; n < 1000; ++n) {
    void *volatile block = malloc(SIZE);
    free(block);
  }
  if (ask("thread.allocated", &after, &size, NULL, 0))
    return 1;
  puts(after - before >= 1000 * SIZE ? "asked" : "kept");
  return 0;
}

int main(int count, char **words) {
  if (count != 2)
    return 2;
  switch (words[1][1]) {
  case 'i':
    return sizes();
  case 'w':
    return twice();
  case 'o':
    return moved();
  case 'l':
    return clear();
  default:
    return seen();
  }
}
