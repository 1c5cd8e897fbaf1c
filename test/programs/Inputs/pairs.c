/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * pairs.c: a loop of malloc and free pairs, as long as its argument says.
 */
#include <stdlib.h>

#ifdef MAY_START
#include <memtrace/memtrace.h>
#endif

int main(int count, char **words) {
#ifdef MAY_START
  if (count > 2)
    memtrace_start();
#endif
  long pairs = count > 1 ? atol(words[1]) : 0;
  for (long i = 0; i < pairs; i++) {
    void *p = malloc(24 + (i & 1));
    __asm__ volatile("" : "+r"(p) : : "memory");
    free(p);
  }
  return 0;
}
