/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * peaks.c: has so many bytes live at a time, in blocks of 1000, and ends in the
 * way that it is told.
 *
 *   peaks BYTES WAY
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void *blocks[100000];
static int used;

static void allocate(long bytes) {
  for (long i = 0; i < bytes / 1000; i++)
    blocks[used++] = malloc(1000); /* LINE 0 */
}

/* One after the other: none of them knows what the others have. */
static void *allocate_share(void *bytes) {
  allocate((long)bytes);
  return NULL;
}

static void at_end(void) { fputs("handler ", stdout); }

int main(int count, char **words) {
  if (count != 3)
    return 2;
  long bytes = atol(words[1]);
  const char *way = words[2];
  static char buffer[4096];
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  fputs("buffered ", stdout);
  if (!strcmp(way, "threads")) {
    for (int i = 0; i < 4; i++) {
      pthread_t thread;
      pthread_create(&thread, NULL, allocate_share, (void *)(bytes / 4));
      pthread_join(thread, NULL);
    }
  } else if (strcmp(way, "vfork") != 0) {
    allocate(bytes);
  }
  if (!strcmp(way, "down")) {
    while (used)
      free(blocks[--used]);
    allocate(bytes);
  }
  if (!strcmp(way, "_exit"))
    _exit(0);
  if (!strcmp(way, "_Exit"))
    _Exit(0);
  if (!strcmp(way, "quick_exit"))
    quick_exit(0);
  if (!strcmp(way, "atexit"))
    atexit(at_end);
  if (!strcmp(way, "input")) { /* what it doesn't need is for others */
    char line[100];
    if (fgets(line, sizeof line, stdin))
      fputs(line, stdout);
  }
  if (!strcmp(way, "status"))
    exit(5);
  if (!strcmp(way, "abort"))
    abort();
  if (!strcmp(way, "fork")) {
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
      exit(0);
    int status = 9;
    waitpid(child, &status, 0);
    printf("child %d ", status);
  }
  if (!strcmp(way, "vfork")) {
    allocate(bytes);
    fflush(stdout);
    pid_t child = vfork();
    if (child == 0)
      _exit(0);
    int status = 9;
    waitpid(child, &status, 0);
    printf("child %d ", status);
  }
  if (!strcmp(way, "large"))
    blocks[used++] = malloc((size_t)bytes); /* LARGE 0 */
  if (!strcmp(way, "closed"))
    fclose(stdout);
  return 0;
}
