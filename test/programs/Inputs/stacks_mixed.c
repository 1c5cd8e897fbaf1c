/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_mixed.c: three objects that call each other in a circle, each of which
 * may be built with stacks, with lines, or plain.
 */
#include <stdlib.h>

void first(size_t n);
void second(size_t n);
void third(size_t n);
extern void *volatile sink;

// What belongs to a line stands on it.
// clang-format off
#if defined(FIRST)
void *volatile sink;
__attribute__((noinline)) void first(size_t n) {
  sink = malloc(n); /* @ first */
  if (n)
    second(n - 1); /* @ to second */
  sink = malloc(n); /* @ first again */
}

int main(void) {
  first(4); /* @ main */
  return 0;
}
#elif defined(SECOND)
__attribute__((noinline)) void second(size_t n) {
  sink = malloc(n); /* @ second */
  if (n)
    third(n - 1); /* @ to third */
  sink = malloc(n); /* @ second again */
}
#else
__attribute__((noinline)) void third(size_t n) {
  sink = malloc(n); /* @ third */
  if (n)
    first(n - 1); /* @ to first */
  sink = malloc(n); /* @ third again */
}
#endif
