/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * threads.c: threads that allocate, wait for each other, and resize and free
 * what another one allocated. In the second half live memory only falls, so
 * the peak is where the halves meet (what is brief is smaller than what comes
 * after it). For each line is stated what it asks
 * for, what it holds at the peak, and what at exit, in bytes and blocks.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 16, BLOCKS = 4000 };

static pthread_barrier_t barrier;
static void *given[THREADS][BLOCKS];

// What belongs to a line stands on it.
// clang-format off
static void *work(void *argument) {
  size_t id = (size_t)argument;
  for (size_t i = 0; i < BLOCKS; i++) {
    void *brief = calloc(1, i % 50); /* EXPECT 1568000 64000 */
    __asm__ volatile("" : : "g"(brief) : "memory");
    free(brief);
    void *p = malloc(100 + i % 4); /* EXPECT 6496000 64000 PEAK 6496000 64000 */
    given[id][i] = memset(p, (int)i, 100);
  }
  pthread_barrier_wait(&barrier);
  void **taken = given[(id + 1) % THREADS];
  for (size_t i = 0; i < BLOCKS; i++) {
    if (i % 2)
      taken[i] =
          realloc(taken[i], i % 50); /* EXPECT 800000 32000 LEFT 400000 16000 */
    if (i % 4 != 1)
      free(taken[i]);
  }
  return NULL;
}

int main(void) {
  pthread_t threads[THREADS];
  pthread_barrier_init(&barrier, NULL, THREADS);
  for (size_t i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, work, (void *)i))
      return 1;
  for (size_t i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
