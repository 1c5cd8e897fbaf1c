// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: growth_depth DEPTH DESCENTS PAIRS
//
// Goes down so many calls, by one of many ways, makes some malloc and free
// pairs at the bottom, comes back, and does it again.
#include "program.h"

enum { WAYS = 64 }; // a bit for each call, and from the start after six

static unsigned pairs;

static void bottom(void) {
  for (unsigned i = 0; i < pairs; ++i) {
    void *block = malloc(32);
    keep(block);
    free(block);
  }
}

static unsigned right(unsigned levels, unsigned way);

static unsigned turned(unsigned way) { return way >> 1 | (way & 1) * WAYS / 2; }

// What follows the call keeps compilers from making loops of these.
static __attribute__((noinline)) unsigned left(unsigned levels, unsigned way) {
  if (!levels) {
    bottom();
    return 0;
  }
  unsigned below =
      way & 1 ? right(levels - 1, turned(way)) : left(levels - 1, turned(way));
  keep(NULL);
  return below + 1;
}

static __attribute__((noinline)) unsigned right(unsigned levels, unsigned way) {
  if (!levels) {
    bottom();
    return 0;
  }
  unsigned below =
      way & 1 ? left(levels - 1, turned(way)) : right(levels - 1, turned(way));
  keep(NULL);
  return below + 1;
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 2;
  unsigned depth = (unsigned)atoi(argv[1]);
  uint64_t descents = strtoull(argv[2], NULL, 10), state = 1, sum = 0;
  pairs = (unsigned)atoi(argv[3]);
  for (uint64_t i = 0; i < descents; ++i)
    sum += left(depth, random_below(&state, WAYS));
  return sum != descents * depth;
}
