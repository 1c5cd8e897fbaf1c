// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// pairs.c: hardly anything but malloc and free, of small blocks: for each size
// single pairs, and batches that are freed in the order they were allocated.
#include "program.h"

static const size_t sizes[] = {8, 16, 24, 32, 64, 128, 256, 512};
static const unsigned batches[] = {25, 100, 400, 1600};

enum { SIZES = sizeof sizes / sizeof *sizes };
enum { BATCHES = sizeof batches / sizeof *batches };
enum { LARGEST = 1600, SINGLE = 1600 };

static uint64_t single_pairs(size_t size, uint64_t sum) {
  for (unsigned i = 0; i < SINGLE; ++i) {
    char *block = malloc(size);
    *block = (char)i;
    keep(block);
    sum += (unsigned char)*block;
    free(block);
  }
  return sum;
}

static uint64_t batch(size_t size, unsigned count, uint64_t sum) {
  static char *blocks[LARGEST];
  for (unsigned i = 0; i < count; ++i) {
    blocks[i] = malloc(size);
    *blocks[i] = (char)i;
  }
  for (unsigned i = 0; i < count; ++i) {
    sum += (unsigned char)*blocks[i];
    free(blocks[i]);
  }
  return sum;
}

int main(int argc, char **argv) {
  uint64_t rounds = amount_of_work(argc, argv), sum = 0;
  for (uint64_t round = 0; round < rounds; ++round)
    for (unsigned size = 0; size < SIZES; ++size) {
      sum = mix(single_pairs(sizes[size], sum), size);
      for (unsigned i = 0; i < BATCHES; ++i)
        for (unsigned done = 0; done < LARGEST; done += batches[i])
          sum = mix(batch(sizes[size], batches[i], sum), i);
    }
  return print_checksum(sum);
}
