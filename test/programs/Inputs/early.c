/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * early.c: blocks from before any library has been initialised, of which the
 * next allocator knows nothing, used when the process counts.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static char *freed, *moved;

static void begin(void) {
  freed = malloc(100);
  moved = malloc(50);
  strcpy(moved, "early");
}
__attribute__((section(".preinit_array"), used)) static void (*const early)(
    void) = begin;

int main(void) {
  free(malloc(10));
  if (!freed || !moved || malloc_usable_size(freed) < 100)
    return 1;
  free(freed);
  moved = realloc(moved, 500);
  return strcmp(moved, "early") != 0;
}
