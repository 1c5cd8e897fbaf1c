/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * fork_threads.c: forks again and again, as often as the argument says, while
 * other threads allocate, free, take blocks from a common table and end. Each
 * child frees what it finds there, allocates, starts a thread in some cases,
 * and ends in one of four ways. Prints which process was to be which child.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, PLACES = 256, MOST_FORKS = 10000 };

static _Atomic(char *) table[PLACES];
static atomic_bool done;
static pid_t children[MOST_FORKS];

static void churn(unsigned *seed) {
  *seed = *seed * 1103515245 + 12345;
  size_t size = 1 + (*seed >> 8) % 2000;
  char *fresh = malloc(size);
  memset(fresh, 1, size);
  free(atomic_exchange(&table[*seed >> 24], fresh));
}

static void *work(void *argument) {
  unsigned seed = (unsigned)(size_t)argument;
  while (!done)
    churn(&seed);
  return NULL;
}

/* Threads come and go as well. */
static void *beget(void *argument) {
  while (!done) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, (void *(*)(void *))malloc, (void *)99))
      abort();
    void *block;
    pthread_join(thread, &block);
    free(block);
  }
  return argument;
}

static void *briefly(void *argument) {
  unsigned seed = 7;
  for (int i = 0; i < 20; i++)
    churn(&seed);
  return argument;
}

static void child(int number) {
  unsigned seed = (unsigned)number;
  if (number % 5 != 4) {
    for (int i = 0; i < PLACES; i++)
      free(atomic_exchange(&table[i], NULL));
    for (int i = 0; i < 50; i++)
      churn(&seed);
  }
  if (number % 7 == 0) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, briefly, NULL) ||
        pthread_join(thread, NULL))
      _exit(1);
  }
  switch (number % 4) {
  case 0:
    exit(42);
  case 1:
    _exit(42);
  case 2:
    execl("/bin/sh", "sh", "-c", "exit 42", NULL);
    _exit(1);
  default:
    quick_exit(42);
  }
}

int main(int count, char **words) {
  int forks = count > 1 ? atoi(words[1]) : 10;
  pthread_t threads[THREADS + 1];
  for (size_t i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, work, (void *)i))
      return 1;
  if (pthread_create(&threads[THREADS], NULL, beget, NULL))
    return 1;
  int bad = 0;
  for (int i = 0; i < forks; i++) {
    pid_t pid = fork();
    if (pid == 0)
      child(i);
    int status = 0;
    if (waitpid(pid, &status, 0) != pid || status != 42 << 8) {
      fprintf(stderr, "child %d: status %x\n", i, (unsigned)status);
      bad++;
    }
    children[i] = pid;
  }
  done = 1;
  for (size_t i = 0; i <= THREADS; i++)
    pthread_join(threads[i], NULL);
  for (int i = 0; i < PLACES; i++)
    free(table[i]);
  for (int i = 0; i < forks; i++) {
    char text[50];
    int size = snprintf(text, sizeof text, "%d %d\n", i, children[i]);
    if (write(1, text, (size_t)size) != size)
      return 4;
  }
  return bad ? 3 : 7;
}
