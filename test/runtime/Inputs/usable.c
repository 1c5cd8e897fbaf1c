/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * usable.c: blocks of each small size, twice, filled to the end. glibc rounds
 * sizes up, and seldom leaves 16 bytes more. Larger ones get whole pages.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZES = 1100, EACH = 40 };

static void *blocks[SIZES][EACH];

int main(void) {
  mallopt(M_MMAP_THRESHOLD, 128 << 10);
  int larger = 0;
  /* Those with a mapping of their own, where 4 bytes may take a page. */
  for (size_t size = 200000; size < 210000; size += 8) {
    char *block = malloc(size);
    size_t usable = malloc_usable_size(block);
    size_t mapped = ((size + 23) / 16 * 16 + 8 + 4095) / 4096 * 4096 - 16;
    if (usable < size || usable > mapped || usable + 12 < mapped) {
      printf("%zu bytes: %zu usable\n", size, usable);
      return 3;
    }
    memset(block, 1, usable);
    free(block);
  }
  for (int round = 0; round < 2; ++round) {
    for (size_t size = 0; size < SIZES; ++size)
      for (int i = 0; i < EACH; ++i) {
        size_t rounded = size <= 24 ? 24 : ((size + 7) & ~(size_t)15) + 8;
        void *block = blocks[size][i] = malloc(size);
        size_t usable = malloc_usable_size(block);
        larger += usable > rounded;
        if (usable < size || usable > rounded + 16 || usable + 4 < rounded) {
          printf("%zu bytes: %zu usable\n", size, usable);
          return 1;
        }
        memset(block, i, usable);
      }
    for (size_t size = 0; size < SIZES; ++size)
      for (int i = 0; i < EACH; ++i) {
        const char *block = blocks[size][i];
        for (size_t n = malloc_usable_size(blocks[size][i]); n--;)
          if (block[n] != i)
            return 2;
        free(blocks[size][i]);
      }
  }
  printf("%d have more than they need\n", larger);
  return larger > SIZES * EACH / 100 || malloc_usable_size(NULL) != 0;
}
