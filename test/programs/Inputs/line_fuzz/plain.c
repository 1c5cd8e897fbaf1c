/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * plain.c: the part in C of the library that nobody instrumented.
 */
#define _GNU_SOURCE
#include "plain.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { kLongest = 65536, kThreads = 16, kThreadStack = 1 << 20 };

void *volatile sink;
volatile size_t zero;
jmp_buf *jump_top;
int armed;
step *on_signal;

static char text[kLongest];
static ucontext_t resumer, fiber;
static _Alignas(16) char fiber_stack[256 << 10];
static step *fiber_step;
static int in_fiber;

const char *plain_text(size_t size) {
  if (!text[0])
    memset(text, 'x', kLongest - 1);
  return text + kLongest - size;
}

void *plain_alloc(size_t size) { return malloc(size); }

int plain_alloc_to(void **out, size_t size) {
  *out = malloc(size);
  return !*out;
}

char *plain_copy(const char *s) { return strdup(s); }

void plain_take(void *size) { sink = malloc((size_t)size); }

void *plain_enter(void *size) {
  plain_take(size);
  return NULL;
}

void plain_call(step *f, void *argument) {
  f(argument);
  sink = NULL; /* not a tail call */
}

void plain_call_between(step *f, size_t before, size_t after) {
  sink = malloc(before);
  f(NULL);
  sink = malloc(after);
}

void *plain_make_by(maker *make, size_t size) {
  void *made = make(size);
  sink = made;
  return made;
}

void plain_land(step *f, size_t after) {
  jmp_buf here, *volatile outer = jump_top;
  jump_top = &here;
  if (!setjmp(here))
    f(NULL);
  jump_top = outer;
  if (after)
    sink = malloc(after);
}

void plain_run_thread(void *(*entry)(void *), void *argument) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, entry, argument) ||
      pthread_join(thread, NULL))
    abort();
}

static void handle(int signal) {
  (void)signal;
  on_signal(NULL);
}

void plain_raise(step *f) {
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_NODEFER};
  sigaction(SIGUSR1, &action, NULL);
  step *outer = on_signal;
  on_signal = f;
  raise(SIGUSR1);
  on_signal = outer;
}

static void run_fiber(void) {
  fiber_step(NULL);
  fiber_step = NULL;
  in_fiber = 0;
}

static void enter_fiber(void) {
  jmp_buf *outer = jump_top;
  in_fiber = 1;
  swapcontext(&resumer, &fiber);
  jump_top = outer;
}

void plain_start_fiber(step *f) {
  if (getcontext(&fiber))
    abort();
  fiber.uc_stack.ss_sp = fiber_stack;
  fiber.uc_stack.ss_size = sizeof fiber_stack;
  fiber.uc_link = &resumer;
  fiber_step = f;
  makecontext(&fiber, run_fiber, 0);
  enter_fiber();
}

void plain_yield(void) {
  if (!in_fiber)
    return;
  jmp_buf *mine = jump_top;
  in_fiber = 0;
  swapcontext(&fiber, &resumer);
  jump_top = mine;
}

void plain_resume(void) {
  while (fiber_step)
    enter_fiber();
}

/* A thread costs memory that the next one uses again, of as many as ran at
 * once. It is asked for here, where no line is known. */
static void *run_threads(void *count) {
  if (count)
    plain_run_thread(run_threads, (void *)((size_t)count - 1));
  else
    pthread_exit(NULL); /* loads the unwinder that libc itself uses */
  return NULL;
}

__attribute__((constructor(101))) static void warm_up(void) {
  pthread_attr_t small; /* or the cache of stacks is soon full */
  if (pthread_attr_init(&small) ||
      pthread_attr_setstacksize(&small, kThreadStack) ||
      pthread_setattr_default_np(&small))
    abort();
  pthread_attr_destroy(&small);
  run_threads((void *)kThreads);
}
