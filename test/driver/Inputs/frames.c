/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * frames.c: an executable of two files, a library with MemTrace and a plain
 * one, which allocates for all of them, and calls back.
 */
void *plain(unsigned long size);
void plain_call(void (*f)(void));
void library(void (*f)(void));
void part(void);
extern void *volatile sink;

// What belongs to a line stands on it.
// clang-format off
#if defined(PLAIN)
#include <stdlib.h>
void *volatile sink;
void *plain(unsigned long size) { return malloc(size); }
void plain_call(void (*f)(void)) {
  sink = malloc(100);
  f();
  sink = malloc(200);
}
#elif defined(LIBRARY)
void library(void (*f)(void)) {
  sink = plain(33);
  plain_call(f);
  sink = plain(35);
}
#elif defined(PART)
void part(void) { sink = plain(18); }
#else
static void back(void) { sink = plain(8); }
int main(void) {
  sink = plain(4);
  library(back);
  plain_call(back);
  part();
  sink = plain(2);
  return 0;
}
#endif
