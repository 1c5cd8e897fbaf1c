/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * killed.c: allocates and frees without end, in an order that follows from the
 * seed alone, and keeps a log of how far each thread has come where it outlives
 * the process. killed.py has the same order and knows what had to be counted.
 *
 *   killed LOG SEED THREADS [ENDING AT]
 *
 * The log is a file with 64 bytes for each thread: the number of events that
 * were begun, and of those that were done. With an ending the first thread ends
 * the process that way after AT events.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SLOTS = 256, MOST_THREADS = 16, MOST_EVENTS = 400000 };

typedef struct {
  volatile uint64_t begun, done, hoarded, unused[5];
} Log;

static Log *logs;
static uint64_t seed;
static const char *ending;
static uint64_t ending_at = UINT64_MAX;
static char *volatile kept;

static uint64_t mix(uint64_t z) { /* splitmix64 */
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

/* As much memory as there is, and more. */
static void hoard(Log *log) {
  char text[64] = "";
  int file = open("/proc/self/statm", O_RDONLY);
  if (file < 0 || read(file, text, sizeof text - 1) <= 0)
    abort();
  rlim_t bytes = strtoul(text, NULL, 10) * (rlim_t)getpagesize() + (32 << 20);
  struct rlimit limit = {bytes, bytes};
  if (ending[0] == 'l')
    setrlimit(RLIMIT_AS, &limit);
  for (int i = 0; i < 10000; i++) { /* half a gigabyte, if nothing ends it */
    log->begun++;
    kept = malloc(50000); /* HOARD */
    if (!kept)
      abort();
    memset(kept, 1, 50000);
    log->hoarded++;
  }
  _exit(106);
}

static void end(Log *log) {
  if (!strcmp(ending, "abort"))
    abort();
  if (!strcmp(ending, "fault"))
    *(volatile int *)8 = 1;
  if (!strcmp(ending, "_exit"))
    _exit(5);
  if (!strcmp(ending, "return"))
    exit(6);
  if (!strcmp(ending, "limit") || !strcmp(ending, "memory"))
    hoard(log);
  if (!strcmp(ending, "kill"))
    raise(SIGKILL);
  _exit(100);
}

static void *work(void *number) {
  void *blocks[SLOTS] = {NULL};
  uint64_t state = seed + (uintptr_t)number;
  Log *log = &logs[(uintptr_t)number];
  for (uint64_t event = 0; event < MOST_EVENTS; event++) {
    if (number == 0 && event == ending_at)
      end(log);
    uint64_t r = mix(state += 0x9e3779b97f4a7c15);
    unsigned slot = r % SLOTS, which = (r >> 8) % 6;
    size_t n = 1 + (r >> 16 & 0xffff) % (64 + event / 256);
    /* Now more, now fewer: there are peaks as long as it runs. */
    unsigned growth = event >> 11 & 1 ? 20 : 80, chance = (r >> 40) % 100;
    void **block = &blocks[slot];
    log->begun = event + 1;
    if (!*block && chance < growth)
      // Each on a line of its own.
      // clang-format off
      switch (which) {
      case 0: *block = malloc(n); break; /* LINE 0 */
      case 1: *block = malloc(n); break; /* LINE 1 */
      case 2: *block = malloc(n); break; /* LINE 2 */
      case 3: *block = malloc(2 * n); break; /* LINE 3 */
      case 4: *block = calloc(n, 1); break; /* LINE 4 */
      case 5: *block = aligned_alloc(64, n); break; /* LINE 5 */
      }
    // clang-format on
    else if (*block && which == 0)
      *block = realloc(*block, n); /* LINE 6 */
    else if (*block && chance >= growth)
      free(*block), *block = NULL;
    log->done = event + 1;
  }
  for (;;)
    pause();
}

int main(int count, char **words) {
  if (count < 4)
    return 101;
  int file = open(words[1], O_RDWR | O_CREAT, 0600);
  if (file < 0 || ftruncate(file, MOST_THREADS * sizeof(Log)) != 0)
    return 102;
  logs = mmap(NULL, MOST_THREADS * sizeof(Log), PROT_READ | PROT_WRITE,
              MAP_SHARED, file, 0);
  if (logs == MAP_FAILED)
    return 103;
  close(file);
  seed = strtoul(words[2], NULL, 10);
  uintptr_t threads = strtoul(words[3], NULL, 10);
  if (count > 5) {
    ending = words[4];
    ending_at = strtoul(words[5], NULL, 10);
  }
  for (uintptr_t i = 1; i < threads; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, (void *)i) != 0)
      return 104;
  }
  work(NULL);
  return 105;
}
