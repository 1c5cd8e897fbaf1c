/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_shapes.c: calls of all kinds, and whose stacks they make. C and C++.
 * The library that nobody instrumented is stacks_plain.c.
 *
 *   stacks_shapes calls|deep N|threads|fork|fibers
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "stacks_plain.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <threads.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))

#ifdef __cplusplus
extern "C" {

#endif

// What belongs to a line stands on it.
// clang-format off
static void *volatile sink;
static volatile int zero;

NOINLINE void *wrapper(size_t n) {
  void *p = malloc(n);
  if (!p)
    abort();
  return p;
}

NOINLINE void leaf(void *n) {
  sink = malloc((size_t)n); /* @ leaf */
}

NOINLINE void middle(size_t n) {
  leaf((void *)n); /* @ middle */
  sink = wrapper(n + 1); /* @ wrapped */
  sink = NULL;
}

NOINLINE static void tail(void *n) {
  return leaf(n); /* @ tail */
}

NOINLINE static int compare(const void *a, const void *b) {
  leaf((void *)7); /* @ compare */
  return *(const int *)a - *(const int *)b;
}

static inline __attribute__((always_inline)) void inlined(void) {
  leaf((void *)9); /* @ inlined */
}

NOINLINE static void by_library(void) {
  int two[2] = {2, 1};
  qsort(two, 2, sizeof *two, compare); /* @ qsort */
  plain_call(leaf, (void *)11); /* @ plain */
  sink = plain_alloc(13); /* @ alloc */
  sink = strdup("strdup"); /* @ strdup */
}

static jmp_buf landing;

NOINLINE static void jump(void *n) {
  leaf(n); /* @ before jump */
  longjmp(landing, 1);
}

NOINLINE static void land(void) {
  if (!setjmp(landing)) {
    middle(15); /* @ before setjmp */
    plain_call(jump, (void *)17); /* @ jump */
  }
  middle(19); /* @ after jump */
}

/* A longjmp that ends in plain code, which then calls back. */
NOINLINE static void jump_to_plain(void *n) {
  leaf(n); /* @ before plain jump */
  plain_jump();
}

NOINLINE static void land_in_plain(void) {
  plain_land(jump_to_plain, leaf, (void *)21); /* @ plain land */
  leaf((void *)23); /* @ after plain land */
}

NOINLINE static void handler(int signal) {
  (void)signal;
  leaf((void *)25); /* @ handler */
}

NOINLINE static void raise_signal(void) {
  signal(SIGUSR1, handler);
  raise(SIGUSR1); /* @ raise */
  leaf((void *)27); /* @ after signal */
}

static void calls(void) {
  for (int i = 0; i < 3; i++)
    middle(5); /* @ loop */
  tail((void *)6); /* @ tail of main */
  inlined(); /* @ of inlined */
  by_library(); /* @ library */
  land(); /* @ land */
  land_in_plain(); /* @ land in plain */
  raise_signal(); /* @ raise signal */
  leaf((void *)29); /* @ end */
}

NOINLINE static void deep(int left) {
  if (left > 1)
    deep(left - 1); /* @ deeper */
  else
    leaf((void *)31); /* @ deepest */
  if (left == 1 || left == 3)
    sink = malloc(33); /* @ on the way */
  sink = NULL;
}

NOINLINE static void *enter_pthread(void *n) {
  leaf(n); /* @ pthread */
  return NULL;
}

NOINLINE static int enter_c11(void *n) {
  leaf(n); /* @ c11 */
  return 0;
}

static void threads(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, enter_pthread, (void *)35) || /* @ create */
      pthread_join(thread, NULL))
    abort();
  thrd_t other;
  if (thrd_create(&other, enter_c11, (void *)37) != thrd_success || /* @ c11 create */
      thrd_join(other, NULL) != thrd_success)
    abort();
  plain_thread(leaf, (void *)39); /* @ plain thread */
  leaf((void *)41); /* @ after threads */
}

NOINLINE static void in_child(void) {
  leaf((void *)43); /* @ in child */
}

static void forks(void) {
  leaf((void *)45); /* @ before fork */
  pid_t child = fork();
  if (!child) {
    in_child(); /* @ child */
    exit(0);
  }
  int status;
  if (waitpid(child, &status, 0) != child || status)
    abort();
  leaf((void *)47); /* @ after fork */
}

NOINLINE static void fiber(void *n) {
  leaf(n); /* @ first turn */
  plain_yield(); /* @ yield */
  leaf(n); /* @ second turn */
}

static void fibers(void) {
  plain_start_fiber(fiber, (void *)49); /* @ start fiber */
  leaf((void *)51); /* @ between */
  plain_resume(); /* @ resume */
  leaf((void *)53); /* @ after fiber */
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "calls";
  if (!strcmp(what, "calls"))
    calls(); /* @ main */
  else if (!strcmp(what, "deep"))
    deep(atoi(argv[2])); /* @ main */
  else if (!strcmp(what, "threads"))
    threads(); /* @ main */
  else if (!strcmp(what, "fork"))
    forks(); /* @ main */
  else if (!strcmp(what, "fibers"))
    fibers(); /* @ main */
  else
    return 2;
  return 0;
}

#ifdef __cplusplus
}
#endif
