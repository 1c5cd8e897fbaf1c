/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * shapes.c: functions that a call summary tells apart.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APART __attribute__((noinline))

int elsewhere(int n);
_Noreturn void stop(void) __attribute__((nothrow));
extern int (*pointer)(int n);

/* Never allocate, the latter two if elsewhere() doesn't. */
APART int leaf(const char *text) { return (int)strlen(text) + 1; }
APART static int internal(int n) {
  return n > 9 ? internal(n / 2) : elsewhere(n) + 1;
}
APART int through(int n) { return internal(n) + 2; }
APART int rounds(int n) { return n ? rounds(through(n) / 2) + 1 : 0; }

/* Allocate. */
APART int allocates(int n) {
  char *block = malloc((size_t)n);
  int found = block && snprintf(block, (size_t)n, "%d", n) > 3;
  free(block);
  return found;
}
APART void *wraps(size_t n) { return malloc(n); }
APART int calls(int n) { return pointer(n) + 1; }

/* Hands on a function that is charged to its callers. */
int hands(void *(*take)(size_t n));
APART static void *taken(size_t n) { return malloc(n); }
APART int handsOn(void) { return hands(taken) + 1; }

/* Its first call is its return: what it calls takes the caller's site. */
struct object {
  void (*then)(struct object *object);
};
static APART void returnsBy(struct object *object) {
  __attribute__((musttail)) return object->then(object);
}
APART void passesOn(struct object *object) {
  returnsBy(object);
  returnsBy(object + 1);
}

/* Another name, code that can't be looked into, and the end of the process. */
int aliased(const char *text) __attribute__((alias("leaf")));
__attribute__((naked)) void jumps(void) { __asm__("ret"); }
__attribute__((weak, noreturn, nothrow)) void panic(const char *why) {
  fputs(why, stderr);
  abort();
}
APART int checks(int n) {
  if (n < 0)
    panic("n");
  return n;
}

/* May be another's. */
__attribute__((weak)) APART int weak(int n) { return n + 1; }

/* A matter of stacks. */
APART int stops(int n) {
  if (n < 0)
    stop();
  return n;
}

int main(int argc, char **argv) { return leaf(argv[0]) + argc; }
