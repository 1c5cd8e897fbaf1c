// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// peak_rows.c: round after round threads allocate and free in disorder, and
// the lines at the round's peak are compared with the peak itself. Signals stop
// threads anywhere, also in the middle of being counted, while others go on.
//
//   peak_rows THREADS ROUNDS
#include <memtrace/memtrace.h>

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { kMostThreads = 200, kBlocks = 32, kEvents = 1000 };

static int thread_count, rounds;
static pthread_barrier_t barrier;
static atomic_int at_work;

static void stop_a_while(void) {
  struct timespec time = {0, 20000};
  nanosleep(&time, NULL);
}

static void on_signal(int number) {
  (void)number;
  int saved = errno;
  stop_a_while();
  errno = saved;
}

static void *work(void *arg) {
  unsigned seed = (unsigned)(size_t)arg;
  void *blocks[kBlocks] = {0};
  for (int round = 0; round < rounds; ++round) {
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < kEvents; ++i) {
      seed = seed * 1103515245u + 12345u;
      size_t size = 1 + (seed >> 16) % 3000;
      void **block = &blocks[(seed >> 8) % kBlocks];
      free(*block);
      *block = seed & 0x4000 ? malloc(size) : calloc(1, size);
    }
    for (int i = 0; i < kBlocks; ++i) {
      free(blocks[i]);
      blocks[i] = NULL;
    }
    atomic_fetch_sub(&at_work, 1);
    pthread_barrier_wait(&barrier);
  }
  return NULL;
}

// 1: they differ.
static int compare_peaks(int round) {
  memtrace_snapshot *snapshot;
  if (memtrace_take_snapshot(&snapshot) != MEMTRACE_OK)
    exit(3);
  int64_t lines = memtrace_snapshot_totals_of(snapshot).peak.bytes;
  int64_t peak = (int64_t)memtrace_traced_memory().peak;
  memtrace_snapshot_free(snapshot);
  if (lines == peak)
    return 0;
  printf("round %d: peak %" PRId64 ", lines %+" PRId64 "\n", round, peak,
         lines - peak);
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 3 || memtrace_start() != MEMTRACE_OK)
    return 2;
  thread_count = atoi(argv[1]);
  rounds = atoi(argv[2]);
  if (thread_count < 1 || thread_count > kMostThreads)
    return 2;
  signal(SIGUSR1, on_signal);
  pthread_barrier_init(&barrier, NULL, (unsigned)thread_count + 1);
  pthread_t threads[kMostThreads];
  for (int i = 0; i < thread_count; ++i)
    pthread_create(&threads[i], NULL, work, (void *)(size_t)(i + 1));
  int wrong = 0;
  for (int round = 0; round < rounds; ++round) {
    memtrace_reset_peak();
    atomic_store(&at_work, thread_count);
    pthread_barrier_wait(&barrier);
    for (int i = 0; atomic_load(&at_work) > 0; i = (i + 1) % thread_count) {
      pthread_kill(threads[i], SIGUSR1);
      stop_a_while();
    }
    pthread_barrier_wait(&barrier);
    wrong += compare_peaks(round);
  }
  for (int i = 0; i < thread_count; ++i)
    pthread_join(threads[i], NULL);
  puts(wrong ? "lines and peaks differ" : "ok");
  return wrong != 0;
}
