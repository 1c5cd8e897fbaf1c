/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * idle.c: many small blocks live, of which some are replaced at random.
 *
 *   idle same|other SIZE KIB
 *
 * The same thread frees them, or another one. Prints how many KiB the process
 * takes; if that is a quarter more than KIB, and a MiB, it fails.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIVE = 60000, BATCH = 1000, ROUNDS = 100 };

static void *blocks[LIVE];
static int freed[BATCH];

static int random_place(void) {
  static unsigned state = 1;
  state = state * 1103515245u + 12345u;
  return (int)((state >> 8) % LIVE);
}

static void *free_some(void *unused) {
  for (int n = 0; n < BATCH;) {
    int at = random_place();
    if (!blocks[at])
      continue;
    free(blocks[at]);
    blocks[at] = NULL;
    freed[n++] = at;
  }
  return unused;
}

static long kib_resident(void) {
  char line[256];
  long kib = 0;
  FILE *status = fopen("/proc/self/status", "r");
  while (status && fgets(line, sizeof line, status))
    sscanf(line, "VmRSS: %ld", &kib);
  return kib;
}

int main(int count, char **words) {
  if (count < 4)
    return 2;
  int other = !strcmp(words[1], "other");
  size_t size = (size_t)atol(words[2]);
  for (int i = 0; i < LIVE; ++i)
    blocks[i] = malloc(size);
  for (int round = 0; round < ROUNDS; ++round) {
    pthread_t thread;
    if (other && pthread_create(&thread, NULL, free_some, NULL) == 0)
      pthread_join(thread, NULL);
    else
      free_some(NULL);
    for (int n = 0; n < BATCH; ++n) {
      blocks[freed[n]] = malloc(size);
      memset(blocks[freed[n]], 1, size);
    }
  }
  long kib = kib_resident(), wanted = atol(words[3]);
  printf("%ld\n", kib);
  return wanted && kib > wanted + wanted / 4 + 1024;
}
