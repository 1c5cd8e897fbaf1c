/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * gets_back.c: reaches its peak, and asks for a block that gives_back.c frees
 * another one for.
 */
#include <memtrace/memtrace.h>
#include <stdio.h>
#include <stdlib.h>

extern void *reserve;

static void *volatile first, *volatile second, *volatile third;

__attribute__((noinline)) static void *ask(void) {
  void *volatile block = malloc(3000);
  return block;
}

static unsigned long peak(void) {
  return (unsigned long)memtrace_traced_memory().peak;
}

int main(void) {
  first = ask();
  free(first);
  reserve = malloc(600000);
  second = malloc(50000);
  free(second);
  third = malloc(49000);
  unsigned long before = peak();
  first = ask();
  printf("%lu then %lu\n", before, peak());
  return before != 650000 || peak() != before;
}
