/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_library.c: a library with stacks, for hosts that load it and let it go
 * again.
 */
#include "stacks_plain.h"

#include <stdlib.h>

// What belongs to a line stands on it.
// clang-format off
static void *volatile sink;

__attribute__((noinline)) static void keep(size_t n) {
  free(sink);
  sink = malloc(n); /* @ keep */
}

void work(void *n) {
  keep((size_t)n); /* @ work */
  free(sink);
  sink = NULL;
}

/* Calls back what may be the host's, or another library's. */
void work_by(step *f, void *n) {
  f(n); /* @ work by */
  keep((size_t)n + 1); /* @ after it */
  free(sink);
  sink = NULL;
}
