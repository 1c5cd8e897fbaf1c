/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * handlers.c: signal handlers that allocate and free at any instant: while all
 * threads do the same, while threads begin and end, and around fork. It ends
 * when the handlers have run often enough, however long that takes, and says
 * how many blocks it has asked for.
 *
 *   handlers threads|forks TIMES
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 3, KEPT = 32 };

static volatile long times;
static long handled, asked;
static __thread void *kept_in_handler[KEPT];
static __thread unsigned step;

static void count(long *what) { __atomic_fetch_add(what, 1, __ATOMIC_RELAXED); }
static int enough(void) {
  return __atomic_load_n(&handled, __ATOMIC_RELAXED) >= times;
}

static void on_signal(int number) {
  (void)number;
  count(&handled);
  for (int i = 0; i < 3; i++) {
    void **kept = &kept_in_handler[++step * 7 % KEPT];
    if (*kept && step % 5 == 0) {
      *kept = realloc(*kept, step % 300 + 1);
      count(&asked);
    } else if (*kept) {
      free(*kept);
      *kept = NULL;
    } else {
      *kept = malloc(step % 200);
      count(&asked);
    }
  }
}

static void *work(void *forever) {
  void *blocks[KEPT] = {NULL};
  for (unsigned i = 0; forever ? !enough() : i < 100; i++) {
    void **block = &blocks[i * 11 % KEPT];
    free(*block);
    *block = malloc(i % 400 + i / 4096 % 64);
    count(&asked);
  }
  for (unsigned i = 0; i < KEPT; i++)
    free(blocks[i]);
  return NULL;
}

static pthread_t workers[WORKERS];

static void *pester(void *unused) {
  for (unsigned i = 0; !enough(); i++) {
    pthread_kill(workers[i % WORKERS], SIGUSR1);
    sched_yield();
  }
  return unused;
}

static void every(long microseconds) {
  struct itimerval timer = {{0, microseconds}, {0, microseconds}};
  setitimer(ITIMER_REAL, &timer, NULL);
}

/* In the child, handlers run too, from its first moment on. */
static void child(void) {
  every(100);
  long until = __atomic_load_n(&handled, __ATOMIC_RELAXED) + 10;
  while (__atomic_load_n(&handled, __ATOMIC_RELAXED) < until) {
    void *volatile block = malloc(50);
    raise(SIGUSR1);
    free(block);
  }
  _exit(0);
}

int main(int argc, char **words) {
  if (argc != 3)
    return 2;
  times = atol(words[2]);
  int forks = !strcmp(words[1], "forks");
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigaddset(&action.sa_mask, SIGALRM); /* they don't interrupt each other */
  sigaddset(&action.sa_mask, SIGUSR1);
  sigaction(SIGALRM, &action, NULL);
  sigaction(SIGUSR1, &action, NULL);
  for (int i = 0; i < WORKERS; i++)
    pthread_create(&workers[i], NULL, work, &workers[i]);
  pthread_t pesterer;
  pthread_create(&pesterer, NULL, pester, NULL);
  every(100);
  int status = 0;
  while (!enough()) {
    if (forks) {
      pid_t pid = fork();
      if (pid == 0)
        child();
      while (waitpid(pid, &status, 0) < 0)
        ;
      if (status)
        return 3;
    } else {
      pthread_t thread;
      if (pthread_create(&thread, NULL, work, NULL) == 0)
        pthread_join(thread, NULL);
    }
  }
  pthread_join(pesterer, NULL);
  for (int i = 0; i < WORKERS; i++)
    pthread_join(workers[i], NULL);
  every(0);
  printf("%ld\n", asked);
  return 0;
}
