// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: growth_live BLOCKS REPLACEMENTS
//
// Allocates so many small blocks, of which none is freed, and then replaces
// random ones. Prints how many seconds of processor time each part took.
#include "program.h"

// Two times glibc's step, so that what a block takes more is seen as it is.
enum { SMALLEST = 9, SIZES = 32 };

static uint64_t state = 1;

static void *new_block(void) {
  char *block = malloc(SMALLEST + random_below(&state, SIZES));
  *block = 1;
  return block;
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  uint64_t count = strtoull(argv[1], NULL, 10);
  uint64_t replacements = strtoull(argv[2], NULL, 10);
  void **blocks = malloc(count * sizeof *blocks);
  if (!blocks)
    return 1;
  double begin = cpu_seconds();
  for (uint64_t i = 0; i < count; ++i)
    blocks[i] = new_block();
  double filled = cpu_seconds();
  for (uint64_t i = 0; i < replacements; ++i) {
    void **slot = &blocks[random_below(&state, (uint32_t)count)];
    free(*slot);
    *slot = new_block();
  }
  return printf("{\"fill\": %.6f, \"replace\": %.6f}\n", filled - begin,
                cpu_seconds() - filled) < 0;
}
