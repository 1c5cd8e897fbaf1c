// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: growth_threads THREADS pairs|grow AMOUNT
//
// Many threads at a time, main's among them, which share the amount. With
// `pairs` each replaces one of a few blocks of its own; with `grow` all of them
// allocate, nobody frees, and the program ends.
#include "program.h"

#include <pthread.h>
#include <string.h>

enum { MOST_THREADS = 64, SLOTS = 8, SIZE = 32 };

static uint64_t share;
static pthread_barrier_t all_there;

static void *make_pairs(void *slots) {
  void **blocks = slots;
  uint64_t state = 1;
  pthread_barrier_wait(&all_there);
  for (uint64_t i = 0; i < share; ++i) {
    void **slot = &blocks[random_below(&state, SLOTS)];
    free(*slot);
    *slot = malloc(SIZE);
  }
  return NULL;
}

static void *grow(void *last) {
  void *newest = NULL;
  pthread_barrier_wait(&all_there);
  for (uint64_t i = 0; i < share; ++i) {
    void **block = malloc(SIZE);
    *block = newest;
    newest = block;
  }
  *(void **)last = newest;
  return NULL;
}

int main(int argc, char **argv) {
  static void *blocks[MOST_THREADS][SLOTS];
  pthread_t threads[MOST_THREADS];
  unsigned count = argc == 4 ? (unsigned)atoi(argv[1]) : 0;
  if (count < 1 || count > MOST_THREADS) {
    fprintf(stderr, "usage: %s THREADS pairs|grow AMOUNT\n", argv[0]);
    return 2;
  }
  share = strtoull(argv[3], NULL, 10) / count;
  void *(*work)(void *) = strcmp(argv[2], "grow") ? make_pairs : grow;
  pthread_barrier_init(&all_there, NULL, count);
  for (unsigned i = 1; i < count; ++i)
    pthread_create(&threads[i], NULL, work, blocks[i]);
  work(blocks[0]);
  for (unsigned i = 1; i < count; ++i)
    pthread_join(threads[i], NULL);
  return 0;
}
