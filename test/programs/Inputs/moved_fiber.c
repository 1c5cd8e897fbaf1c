// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// moved_fiber.c: a function that begins in one thread, in a fiber, and ends in
// another one, when the first is gone. It makes so many calls that what it
// needs for them is worth keeping.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#define STACK (1 << 20)

static ucontext_t fiber, resumer;
void *volatile keep;

// Through a pointer: who knows what that does.
static char *copy(const char *text) { return strdup(text); }
char *(*volatile call)(const char *) = copy;

static void give_way(void) { swapcontext(&fiber, &resumer); }

static void work(void) {
  keep = call("1"); // @ first
  keep = call("12");
  keep = call("123");
  keep = call("1234");
  give_way();
  keep = call("12345"); // @ resumed
  keep = call("123456");
  keep = call("1234567");
  keep = call("12345678"); // @ last
  give_way();
}

static void *begin(void *stack) {
  getcontext(&fiber);
  fiber.uc_stack.ss_sp = stack;
  fiber.uc_stack.ss_size = STACK;
  makecontext(&fiber, work, 0);
  swapcontext(&resumer, &fiber);
  return NULL;
}

static void *go_on(void *unused) {
  (void)unused;
  swapcontext(&resumer, &fiber);
  return NULL;
}

// A large stack is given back at once; another size is in another place.
static void in_thread(size_t mib, void *(*function)(void *), void *argument) {
  pthread_attr_t large;
  pthread_t thread;
  pthread_attr_init(&large);
  pthread_attr_setstacksize(&large, mib << 20);
  if (pthread_create(&thread, &large, function, argument) != 0)
    exit(1);
  pthread_join(thread, NULL);
  pthread_attr_destroy(&large);
}

int main(void) {
  in_thread(128, begin, malloc(STACK));
  in_thread(256, go_on, NULL);
  puts("done");
  return 0;
}
