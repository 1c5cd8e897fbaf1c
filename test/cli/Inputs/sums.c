// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// sums.c: lines, threads, and a child of a fork that frees some of what it
// inherited. Standard output: nothing.
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *kept[300];

static void *work(void *arg) {
  size_t first = (size_t)arg;
  for (size_t i = first; i < first + 100; ++i) {
    kept[i] = malloc(1000 + i);
    free(calloc(3, i + 1));
  }
  return NULL;
}

int main(void) {
  pthread_t threads[3];
  for (size_t i = 0; i < 3; ++i)
    pthread_create(&threads[i], NULL, work, (void *)(i * 100));
  for (int i = 0; i < 3; ++i)
    pthread_join(threads[i], NULL);
  pid_t child = fork();
  for (int i = child ? 200 : 0; i < 250; ++i) {
    free(kept[i]);
    kept[i] = NULL;
  }
  kept[299] = realloc(kept[299], child ? 5000 : 75);
  if (child)
    waitpid(child, NULL, 0);
  return 0;
}
