// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// against.c: two threads that allocate and free at the same time, each its own
// blocks: whatever they share while they do that, they pay for.
#include "program.h"

#include <pthread.h>

enum { THREADS = 2, SLOTS = 64, MOST = 256 };

static uint64_t steps, sums[THREADS];

static void *work(void *number) {
  unsigned char *slots[SLOTS] = {0};
  uint64_t state = (uintptr_t)number + 1, sum = 0;
  for (uint64_t i = 0; i < steps; ++i) {
    unsigned char **slot = &slots[random_below(&state, SLOTS)];
    if (*slot) {
      sum = mix(sum, **slot);
      free(*slot);
    }
    size_t size = random_size(&state, MOST);
    *slot = malloc(size);
    **slot = (unsigned char)size;
  }
  for (unsigned i = 0; i < SLOTS; ++i)
    free(slots[i]);
  sums[(uintptr_t)number] = sum;
  return NULL;
}

int main(int argc, char **argv) {
  steps = amount_of_work(argc, argv);
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; ++i)
    pthread_create(&threads[i], NULL, work, (void *)i);
  uint64_t sum = 0;
  for (unsigned i = 0; i < THREADS; ++i) {
    pthread_join(threads[i], NULL);
    sum = mix(sum, sums[i]);
  }
  return print_checksum(sum);
}
