/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_plain.c: see stacks_plain.h.
 */
#define _GNU_SOURCE
#include "stacks_plain.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdlib.h>
#include <ucontext.h>

static jmp_buf landing;
static step *current;
static void *argument_of_current;
static ucontext_t resumer, fiber;
static _Alignas(16) char fiber_stack[64 << 10];

void *plain_alloc(size_t size) { return malloc(size); }

void plain_call(step *f, void *argument) {
  f(argument);
  current = NULL; /* not a tail call */
}

void plain_land(step *f, step *g, void *argument) {
  if (!setjmp(landing))
    f(argument);
  g(argument);
  current = NULL;
}

void plain_jump(void) { longjmp(landing, 1); }

static void *enter(void *argument) {
  current(argument);
  return NULL;
}

void plain_thread(step *f, void *argument) {
  pthread_t thread;
  current = f;
  if (pthread_create(&thread, NULL, enter, argument) ||
      pthread_join(thread, NULL))
    abort();
}

static void run_fiber(void) { current(argument_of_current); }

void plain_start_fiber(step *f, void *argument) {
  if (getcontext(&fiber))
    abort();
  fiber.uc_stack.ss_sp = fiber_stack;
  fiber.uc_stack.ss_size = sizeof fiber_stack;
  fiber.uc_link = &resumer;
  current = f;
  argument_of_current = argument;
  makecontext(&fiber, run_fiber, 0);
  swapcontext(&resumer, &fiber);
}

void plain_yield(void) { swapcontext(&fiber, &resumer); }

void plain_resume(void) { swapcontext(&resumer, &fiber); }
