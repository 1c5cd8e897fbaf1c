/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * tracing_threads.c: threads allocate, free each other's blocks and end, while
 * another one stops and starts tracing, clears it and resets its peak all the
 * time. Whatever it did, what is live after it is what the threads say.
 *
 *   tracing_threads ROUNDS
 */
#include <memtrace/memtrace.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 4, SHARED = 512, KEPT = 100 };

static _Atomic(void *) shared[SHARED];
static atomic_int running = THREADS;
static atomic_int calm; /* tracing is left alone from now on */
static pthread_barrier_t barrier;
static atomic_ulong expected;
static void *kept[THREADS][KEPT];

static unsigned next(unsigned *state) {
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

static void *churn(void *argument) {
  unsigned state = 7 + (unsigned)(size_t)argument;
  while (!atomic_load(&calm))
    for (int i = 0; i < 1000; i++) {
      unsigned place = next(&state) % SHARED;
      size_t size = next(&state) % 3000;
      void *block = size % 3 ? malloc(size) : calloc(1, size);
      if (size % 5 == 0)
        block = realloc(block, size / 2 + 1);
      free(atomic_exchange(&shared[place], block));
    }
  return 0;
}

/* A thread that ends again and again: its account is closed each time. */
static void *short_lived(void *argument) {
  (void)argument;
  for (int i = 0; i < 50; i++)
    free(atomic_exchange(&shared[i], malloc(100)));
  return 0;
}

static void *work(void *argument) {
  size_t number = (size_t)argument;
  churn(argument);
  pthread_barrier_wait(&barrier);
  for (size_t i = number; i < SHARED; i += THREADS)
    free(atomic_exchange(&shared[i], (void *)0));
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < KEPT; i++) {
    size_t size = 1 + number * 1000 + (size_t)i;
    kept[number][i] = malloc(size);
    atomic_fetch_add(&expected, size);
  }
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < KEPT; i++)
    free(kept[number][i]);
  return 0;
}

static int failures;
static void check(int holds, const char *what, unsigned long a,
                  unsigned long b) {
  if (!holds && failures++ < 10)
    printf("%s: %lu, %lu\n", what, a, b);
}

static void disturb(int rounds) {
  for (int round = 0; round < rounds; round++) {
    memtrace_traced traced = memtrace_traced_memory();
    check(traced.peak >= traced.current && traced.peak_at_most >= traced.peak,
          "a peak below what is current", traced.peak, traced.current);
    /* 4 threads with 512 blocks of 3,000 bytes, and the short ones */
    check(traced.peak < 8u << 20, "an impossible peak", traced.peak, 8u << 20);
    if (round % 3 == 0)
      check(memtrace_clear() == MEMTRACE_OK, "cannot clear", 0, 0);
    if (round % 5 == 1)
      memtrace_stop();
    if (round % 5 == 2)
      memtrace_start();
    if (round % 2 == 0)
      memtrace_reset_peak();
    if (round % 4 == 0) {
      memtrace_peak_scope scope;
      memtrace_peak_open(&scope);
      void *block = malloc(1 << 20);
      __asm__ volatile("" : : "r"(block) : "memory");
      free(block);
      memtrace_peak_close(&scope);
      if (memtrace_is_tracing()) {
        unsigned long seen = memtrace_peak_read(&scope).peak_at_most;
        check(seen >= 1 << 20, "a scope that saw too little", seen, 1 << 20);
      }
    }
    if (round % 8 == 0) {
      pthread_t thread;
      pthread_create(&thread, 0, short_lived, 0);
      pthread_join(thread, 0);
    }
  }
}

int main(int count, char **words) {
  int rounds = count > 1 ? atoi(words[1]) : 500;
  memtrace_start();
  pthread_barrier_init(&barrier, 0, THREADS + 1);
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++)
    pthread_create(&threads[i], 0, work, (void *)i);
  disturb(rounds);
  memtrace_start();
  memtrace_clear();
  atomic_store(&calm, 1);
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  unsigned long now = memtrace_traced_memory().current;
  check(now == 0, "something is live that was freed", now, 0);
  pthread_barrier_wait(&barrier);
  pthread_barrier_wait(&barrier);
  memtrace_snapshot *snapshot = 0;
  check(memtrace_take_snapshot(&snapshot) == MEMTRACE_OK, "no snapshot", 0, 0);
  memtrace_snapshot_totals totals = memtrace_snapshot_totals_of(snapshot);
  check((unsigned long)totals.current.bytes == expected,
        "the lines add up to something else",
        (unsigned long)totals.current.bytes, expected);
  memtrace_snapshot_free(snapshot);
  check(memtrace_traced_memory().current == expected,
        "what is live is not what was allocated",
        memtrace_traced_memory().current, expected);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], 0);
  printf("%s\n", failures ? "failed" : "ok");
  return failures != 0;
}
