/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * many_contexts.c: allocates once by each way through DEPTH calls of which
 * every one is one of two, so 2^DEPTH call stacks.
 *
 *   many_contexts DEPTH
 */
#include <stdlib.h>

#define OUT_OF_LINE __attribute__((noinline))

void *volatile last;

OUT_OF_LINE static void go(int depth) {
  if (depth == 0) {
    last = malloc(24);
    return;
  }
  go(depth - 1);
  go(depth - 1);
  __asm__ volatile(""); /* or the second would become a loop */
}

int main(int count, char **words) {
  go(count > 1 ? atoi(words[1]) : 0);
  return 0;
}
