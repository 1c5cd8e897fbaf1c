/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * short_threads.c: 10,000 threads, 20 at a time, that allocate little and end.
 * What they return is freed by main, but for each hundredth; only when all 20
 * have ended, so that the peak doesn't depend on who runs when.
 */
#include <pthread.h>
#include <stdlib.h>

enum { THREADS = 10000, AT_ONCE = 20 };

// What belongs to a line stands on it.
// clang-format off
static void *work(void *argument) {
  (void)argument;
  char *p = malloc(10); /* EXPECT 100000 10000 LEFT 1000 100 */
  *p = 1;
  return p;
}

int main(void) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  for (int i = 0; i < THREADS; i += AT_ONCE) {
    pthread_t threads[AT_ONCE];
    for (int k = 0; k < AT_ONCE; k++)
      if (pthread_create(&threads[k], &small, work, (void *)(size_t)k))
        return 1;
    void *results[AT_ONCE];
    for (int k = 0; k < AT_ONCE; k++)
      pthread_join(threads[k], &results[k]);
    for (int k = 0; k < AT_ONCE; k++)
      if ((i + k) % 100)
        free(results[k]);
  }
  return 0;
}
