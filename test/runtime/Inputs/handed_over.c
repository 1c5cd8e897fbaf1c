/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * handed_over.c: what one thread frees, another one asks for.
 *
 *   handed_over reuse SIZE    what glibc takes for used, after another thread
 *                             has freed all, and how much that grows by 300
 *                             blocks more
 *   handed_over alone SIZE    the same, freed by the only thread
 *   handed_over pass THREADS  they pass blocks on in a ring; fails if one of
 *                             them changes on its way
 *   handed_over fork THREADS  children of forks do so while two threads do
 *   handed_over leave SIZE    a thread with freed blocks forks, and ends in the
 *                             child first: by fork(), and by _Fork()
 */
#define _GNU_SOURCE
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MANY = 20000, MORE = 300, ROUNDS = 200, BUNDLE = 500, MOST = 1200 };

static void *blocks[MANY], *more[MORE];

static void *free_all(void *unused) {
  for (int i = 0; i < MANY; ++i)
    free(blocks[i]);
  return unused;
}

static int in_a_thread(void *(*work)(void *)) {
  pthread_t thread;
  return pthread_create(&thread, NULL, work, NULL) ||
         pthread_join(thread, NULL);
}

static long used(void) { return (long)mallinfo2().uordblks; }

static int reuse(size_t size, int other) {
  long before = used();
  for (int i = 0; i < MANY; ++i)
    blocks[i] = malloc(size);
  if (!other)
    free_all(NULL);
  else if (in_a_thread(free_all))
    return 2;
  long left = used();
  for (int i = 0; i < MORE; ++i)
    more[i] = malloc(size);
  printf("kept %ld KiB, grew by %ld KiB\n", (left - before) / 1024,
         (used() - left) / 1024);
  return 0;
}

struct bundle {
  unsigned char *blocks[BUNDLE];
  uint16_t sizes[BUNDLE];
  unsigned char with;
};

static struct bundle *ring;
static unsigned threads;
static pthread_barrier_t passed;

/* Returns how many have changed, having replaced all. */
static int replace(struct bundle *bundle, unsigned *state) {
  int changed = 0;
  for (int i = 0; i < BUNDLE; ++i) {
    for (int k = 0; bundle->blocks[i] && k < bundle->sizes[i]; ++k)
      changed += bundle->blocks[i][k] != (unsigned char)(bundle->with + i);
    free(bundle->blocks[i]);
  }
  bundle->with = (unsigned char)(*state >> 16);
  for (int i = 0; i < BUNDLE; ++i) {
    *state = *state * 1103515245u + 12345u;
    bundle->sizes[i] = (uint16_t)((*state >> 8) % MOST);
    bundle->blocks[i] = malloc(bundle->sizes[i]);
    memset(bundle->blocks[i], bundle->with + i, bundle->sizes[i]);
  }
  return changed;
}

static void *pass_on(void *number) {
  unsigned state = (unsigned)(uintptr_t)number;
  intptr_t changed = 0;
  for (unsigned round = 0; round < ROUNDS; ++round) {
    changed += replace(&ring[((uintptr_t)number + round) % threads], &state);
    pthread_barrier_wait(&passed);
  }
  return (void *)changed;
}

static int pass(unsigned count) {
  pthread_t all[64];
  threads = count;
  ring = calloc(count, sizeof *ring);
  pthread_barrier_init(&passed, NULL, count);
  for (uintptr_t i = 0; i < count; ++i)
    if (pthread_create(&all[i], NULL, pass_on, (void *)i))
      return 2;
  intptr_t changed = 0;
  for (unsigned i = 0; i < count; ++i) {
    void *of_thread;
    pthread_join(all[i], &of_thread);
    changed += (intptr_t)of_thread;
  }
  return changed != 0;
}

static void *fork_often(void *count) {
  for (int n = 0; n < 30; ++n) {
    pid_t child = fork();
    if (child == 0)
      _exit(pass((unsigned)(uintptr_t)count));
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child || status)
      return &ring;
  }
  return NULL;
}

static int fork_while_passing(unsigned count) {
  pthread_t thread;
  void *failed;
  if (pthread_create(&thread, NULL, fork_often, (void *)(uintptr_t)count))
    return 2;
  int changed = pass(2);
  pthread_join(thread, &failed);
  return changed || failed;
}

static size_t freed_size;

static int ends_well(pid_t child) {
  int status;
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static void *leave_child(void *unused) {
  for (int i = 0; i < MORE; ++i)
    more[i] = malloc(freed_size);
  for (int i = 0; i < MORE; ++i)
    free(more[i]);
  pid_t child = fork();
  if (child == 0)
    return unused;
  pid_t unseen = _Fork();
  if (unseen == 0)
    return unused;
  return ends_well(child) && ends_well(unseen) ? NULL : &ring;
}

static int leave(size_t size) {
  pthread_t thread;
  void *failed;
  freed_size = size;
  return pthread_create(&thread, NULL, leave_child, NULL) ||
         pthread_join(thread, &failed) || failed;
}

int main(int count, char **words) {
  if (count < 3)
    return 2;
  size_t number = (size_t)atol(words[2]);
  switch (words[1][0]) {
  case 'r':
    return reuse(number, 1);
  case 'a':
    return reuse(number, 0);
  case 'p':
    return pass((unsigned)number);
  case 'l':
    return leave(number);
  default:
    return fork_while_passing((unsigned)number);
  }
}
