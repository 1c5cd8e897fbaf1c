/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * pairs.c: a loop around one kind of event, as long as its argument says; the
 * kind is chosen by a macro. For instructions.py.
 */
#include <stdlib.h>

#ifdef MAY_START
#include <memtrace/memtrace.h>
#endif

#define USE(p) __asm__ volatile("" : "+r"(p) : : "memory")

#if defined(GROW)
/* Every malloc makes a new peak. */
static void event(long i) {
  void *p = malloc(24 + (i & 1));
  USE(p);
}
#elif defined(CALLOC)
static void event(long i) {
  void *p = calloc(1, 24 + (i & 1));
  USE(p);
  free(p);
}
#elif defined(REALLOC)
static void event(long i) {
  static void *kept;
  kept = realloc(kept, 24 + (i & 1)); /* stays where it is */
  USE(kept);
}
#elif defined(DUPLICATE)
/* By a library that nobody compiled for this. */
#include <string.h>
static void event(long i) {
  const char *text = &"twenty-three characters"[i & 1];
  USE(text);
  void *p = strdup(text);
  USE(p);
  free(p);
}
#else
static void event(long i) {
  void *p = malloc(24 + (i & 1));
  USE(p);
  free(p);
}
#endif

/* Where events have many callers. */
static int depth;

static __attribute__((noinline)) void events(long count, int calls) {
  if (calls > 0) {
    events(count, calls - 1);
    USE(count); /* no tail call */
    return;
  }
  for (long i = 0; i < count; i++)
    event(i);
}

int main(int count, char **words) {
#ifdef MAY_START
  if (count > 3)
    memtrace_start();
#endif
  if (count > 2)
    depth = atoi(words[2]);
  events(count > 1 ? atol(words[1]) : 0, depth);
  return 0;
}
