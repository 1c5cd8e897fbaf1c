/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * uneven.c: 7000 blocks of 1 to 100 bytes, of which every third is freed, and
 * every fifth is made larger; then a large one that the allocator can't tell
 * the size of, which would be a new peak.
 */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 7000 };

int main(void) {
  static char *blocks[BLOCKS];
  for (int i = 0; i < BLOCKS; ++i) {
    size_t size = 1 + (size_t)i % 100;
    blocks[i] = malloc(size);
    memset(blocks[i], i, size);
  }
  for (int i = 0; i < BLOCKS; i += 5) {
    blocks[i] = realloc(blocks[i], 300);
    if (blocks[i][0] != (char)i)
      return 1;
    memset(blocks[i], i, 300);
  }
  for (int i = 0; i < BLOCKS; i += 3) {
    if (blocks[i][0] != (char)i)
      return 1;
    free(blocks[i]);
  }
  char *volatile next;
  do
    next = malloc(1);
  while (malloc_usable_size(next));
  for (int i = 1; i <= 7; ++i)
    next = malloc(i < 7 ? 1 : 10 << 20);
  free(next);
  return 0;
}
