// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// larson.c: two threads that hand blocks over, as the workers of a server do:
// each replaces random slots of an array, and after a round the arrays change
// hands, so that most blocks are freed by the thread that hasn't allocated
// them.
#include "program.h"

#include <pthread.h>

enum { THREADS = 2, SLOTS = 1000, MOST = 512 };

// What happens to an array depends on itself only, not on who is faster.
struct array {
  unsigned char *slots[SLOTS];
  uint64_t state, sum;
};

static struct array arrays[THREADS];
static pthread_barrier_t round_ended;
static uint64_t rounds;

static void replace(struct array *array, unsigned slot) {
  unsigned char *block = array->slots[slot];
  if (block) {
    array->sum = mix(array->sum, *block);
    free(block);
  }
  size_t size = random_size(&array->state, MOST);
  block = malloc(size);
  *block = (unsigned char)size;
  array->slots[slot] = block;
}

static void *work(void *number) {
  for (uint64_t round = 0; round < rounds; ++round) {
    struct array *array = &arrays[((uintptr_t)number + round) % THREADS];
    for (unsigned i = 0; i < SLOTS; ++i)
      replace(array, random_below(&array->state, SLOTS));
    pthread_barrier_wait(&round_ended);
  }
  return NULL;
}

static void run(void) {
  pthread_t threads[THREADS];
  pthread_barrier_init(&round_ended, NULL, THREADS);
  for (uintptr_t i = 0; i < THREADS; ++i) {
    arrays[i].state = i + 1;
    pthread_create(&threads[i], NULL, work, (void *)i);
  }
  for (unsigned i = 0; i < THREADS; ++i)
    pthread_join(threads[i], NULL);
  pthread_barrier_destroy(&round_ended);
}

int main(int argc, char **argv) {
  rounds = amount_of_work(argc, argv);
  run();
  uint64_t sum = 0;
  for (unsigned i = 0; i < THREADS; ++i) {
    sum = mix(sum, arrays[i].sum);
    for (unsigned slot = 0; slot < SLOTS; ++slot)
      free(arrays[i].slots[slot]);
  }
  return print_checksum(sum);
}
