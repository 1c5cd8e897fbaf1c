/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * workout.c: blocks of many sizes, filled up to their usable size, moved and
 * freed, in a few threads; what they hold is checked. Writes `sound`.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 500, ROUNDS = 40000, THREADS = 3 };

static void check(int is_so, const char *what) {
  if (!is_so) {
    printf("unsound: %s\n", what);
    exit(1);
  }
}

static int holds(const unsigned char *p, size_t bytes, unsigned char value) {
  for (size_t i = 0; i < bytes; i++)
    if (p[i] != value)
      return 0;
  return 1;
}

static void *work(void *argument) {
  unsigned state = 17 + (unsigned)(uintptr_t)argument;
  unsigned char *blocks[BLOCKS] = {0};
  size_t usable[BLOCKS];
  for (int round = 0; round < ROUNDS; round++) {
    unsigned i = (unsigned)rand_r(&state) % BLOCKS;
    size_t n = (size_t)rand_r(&state) % (round % 100 ? 700 : 300000);
    unsigned char *p = blocks[i];
    if (p)
      check(holds(p, usable[i], (unsigned char)i), "a block changed");
    switch (rand_r(&state) % 6) {
    case 0:
      free(p), p = malloc(n);
      break;
    case 1:
      free(p), p = calloc(1, n);
      check(!p || holds(p, n, 0), "calloc's block is not zero");
      break;
    case 2:
      free(p), p = aligned_alloc(128, n);
      check((uintptr_t)p % 128 == 0, "not aligned");
      break;
    case 3: {
      size_t kept = p && usable[i] < n + 1 ? usable[i] : n + 1;
      unsigned char *old = p;
      p = realloc(p, n + 1);
      check(!old || holds(p, kept, (unsigned char)i), "realloc lost bytes");
      break;
    }
    case 4:
      errno = 5;
      free(p), p = NULL;
      check(errno == 5, "free changed errno");
      break;
    default:
      continue;
    }
    blocks[i] = p;
    usable[i] = malloc_usable_size(p);
    check(p ? usable[i] >= (n && usable[i] ? n : 0) : usable[i] == 0,
          "the usable size is too small");
    if (p)
      memset(p, (int)i, usable[i]);
  }
  for (int i = 0; i < BLOCKS; i++)
    free(blocks[i]);
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++)
    pthread_create(&threads[i], NULL, work, (void *)i);
  for (size_t i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  puts("sound");
  return 7;
}
