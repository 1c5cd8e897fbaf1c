/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * foreign.c: blocks that free can't know, and blocks that the program spoilt:
 * 10 from libc's own malloc, 20 written to past their end, and 5 that are
 * never freed by the name of free.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_realloc(void *, size_t);
extern void __libc_free(void *);

// What belongs to a line stands on it.
// clang-format off
static void *volatile p;

int main(void) {
  for (int i = 0; i < 10; i++) {
    p = __libc_malloc(104 + 16 * i); /* all that such a block holds, so that */
    memset(p, 0, 104 + 16 * i); /* no tag of an older block is left in it */
    if (i % 2)
      p = realloc(p, 50);
    free(p);
  }
  for (int i = 0; i < 20; i++) {
    p = malloc(20);     /* OVERRUN */
    memset(p, 'x', 24); /* malloc's blocks hold 24 bytes, 40, 56, ... */
    free(p);
  }
  for (int i = 0; i < 5; i++) {
    p = malloc(30); /* UNSEEN */
    __libc_free(p);
  }
  free(NULL);
  puts("done");
  return 21;
}
