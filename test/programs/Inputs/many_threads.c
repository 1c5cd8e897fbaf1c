/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * many_threads.c: threads of the kind that the first argument names, as many as
 * the second says. Prints what take() and drop() have seen:
 *
 *   allocated-bytes allocated-blocks freed-bytes freed-blocks peak-bytes
 *
 * The peak is that of moments at which all threads wait; between them, live
 * bytes only rise or only fall.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <memtrace/memtrace.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <threads.h>
#include <unistd.h>

enum { MOST = 10000, PIECES = 20 };

static atomic_long allocated, allocated_blocks, freed, freed_blocks;
static long peak;

/* Blocks say how long they are. */
MEMTRACE_OPAQUE static void *take(size_t size) {
  size_t *block = malloc(size); /* TAKE */
  *block = size;
  allocated += (long)size;
  allocated_blocks++;
  return block;
}

static void drop(void *block) {
  if (!block)
    return;
  freed += (long)*(size_t *)block;
  freed_blocks++;
  free(block);
}

static void note_peak(void) {
  long live = allocated - freed;
  if (live > peak)
    peak = live;
}

static pthread_attr_t small;
static pthread_t threads[MOST];

static void start(int i, void *(*function)(void *)) {
  if (pthread_create(&threads[i], &small, function, (void *)(size_t)i))
    abort();
}

static void run_all(int count, void *(*function)(void *)) {
  for (int i = 0; i < count; i++)
    start(i, function);
  for (int i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
}

/* Threads that end soon, when as many as are started at a time are there. */
static pthread_barrier_t barrier;

static void *brief(void *argument) {
  size_t id = (size_t)argument;
  for (size_t i = 0; i < 10; i++)
    drop(take(8 + (id + i) % 300));
  pthread_barrier_wait(&barrier);
  return NULL;
}

static void briefly(int count) {
  for (int i = 0; i < count; i += 64) {
    int now = count - i < 64 ? count - i : 64;
    pthread_barrier_init(&barrier, NULL, (unsigned)now);
    for (int k = 0; k < now; k++)
      start(k, brief);
    for (int k = 0; k < now; k++)
      pthread_join(threads[k], NULL);
  }
}

/* All alive at a time; each frees what its neighbour allocated. Later rounds
 * need more, and less again. */
static int alive;
static void *given[MOST][PIECES];

static void *take_turns(void *argument) {
  size_t id = (size_t)argument;
  for (size_t round = 1; round < 5; round++) {
    size_t size = (round == 3 ? 100 : round) * 40 + 8 + id % 50;
    for (size_t i = 0; i < PIECES; i++)
      given[id][i] = take(size * (i + 1));
    if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
      note_peak();
    pthread_barrier_wait(&barrier);
    for (size_t i = 0; i < PIECES; i++) {
      drop(given[(id + round) % (size_t)alive][i]);
    }
    pthread_barrier_wait(&barrier);
  }
  return NULL;
}

static void together(int count) {
  alive = count;
  pthread_barrier_init(&barrier, NULL, (unsigned)count);
  run_all(count, take_turns);
}

/* Ways to end, in turn; what is freed late is freed by destructors, in each of
 * their rounds. */
static pthread_key_t late, later;
static atomic_int ended;

static void free_late(void *block) {
  static _Thread_local int rounds;
  if (++rounds < PTHREAD_DESTRUCTOR_ITERATIONS)
    pthread_setspecific(later, take(33));
  drop(block);
}

static void count_end(void *block) {
  drop(block);
  drop(take(20));
  ended++;
}

static void end_in_cleanup(void *block) { drop(block); }

static void *end_somehow(void *argument) {
  size_t id = (size_t)argument;
  pthread_setspecific(late, take(50));
  pthread_setspecific(later, take(60));
  void *block = take(70);
  pthread_cleanup_push(end_in_cleanup, block);
  if (id % 3 == 0)
    pthread_exit(NULL);
  if (id % 3 == 1)
    for (;;) /* until it is cancelled */
      pause();
  pthread_cleanup_pop(1);
  return NULL;
}

static int end_as_in_c11(void *argument) {
  end_somehow((void *)2);
  return argument == &late ? 7 : 0;
}

static void somehow(int count) {
  pthread_key_create(&late, count_end);
  pthread_key_create(&later, free_late);
  for (int i = 0; i < count; i++) {
    start(i, end_somehow);
    if (i % 3 == 1)
      pthread_cancel(threads[i]);
    if (i % 2)
      pthread_detach(threads[i]);
    else
      pthread_join(threads[i], NULL);
    thrd_t other;
    int result = 0;
    if (thrd_create(&other, end_as_in_c11, &late) != thrd_success ||
        thrd_join(other, &result) != thrd_success || result != 7)
      abort();
  }
  while (ended < 2 * count)
    usleep(1000);
  /* The last destructors of detached threads; a folder has two links more. */
  struct stat tasks;
  for (int tries = 0; tries < 10000 && !stat("/proc/self/task", &tasks) &&
                      tasks.st_nlink > 3;
       ++tries)
    usleep(1000);
}

int main(int words, char **arguments) {
  int count = words > 2 ? atoi(arguments[2]) : 0;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  if (words > 1 && !strcmp(arguments[1], "briefly"))
    briefly(count);
  else if (words > 1 && !strcmp(arguments[1], "together"))
    together(count);
  else
    somehow(count);
  char text[200];
  int size = snprintf(text, sizeof text, "%ld %ld %ld %ld %ld\n", allocated,
                      allocated_blocks, freed, freed_blocks, peak);
  return write(1, text, (size_t)size) == size ? 0 : 1;
}
