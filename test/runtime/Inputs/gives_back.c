/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * gives_back.c: an allocator that gives a reserve back when much is asked of
 * it, in the middle of malloc.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

void *reserve;

void *malloc(size_t size) {
  static void *(*next)(size_t);
  if (!next)
    next = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
  void *given = reserve;
  if (size >= 3000 && size < 3100 && given) {
    reserve = NULL;
    free(given);
  }
  return next(size);
}
