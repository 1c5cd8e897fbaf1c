/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * hook_malloc.c: stands in front of malloc and free and calls the next ones, as
 * heaptrack's library and other hooks do.
 */
#include <dlfcn.h>
#include <stdlib.h>

void *malloc(size_t size) {
  static void *(*next)(size_t);
  if (!next)
    next = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
  return next(size);
}

void free(void *block) {
  static void (*next)(void *);
  if (!next)
    next = (void (*)(void *))dlsym(RTLD_NEXT, "free");
  next(block);
}
