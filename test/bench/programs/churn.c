// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// churn.c: blocks of random sizes with random lifetimes, in a table: each step
// takes one slot and fills, replaces, resizes or empties it.
#include "program.h"

enum { SLOTS = 20000, MOST = 2048 };

struct slot {
  unsigned char *block;
  size_t size;
};

static struct slot slots[SLOTS];
static uint64_t state = 1;

static void mark(struct slot *slot) {
  slot->block[0] = (unsigned char)slot->size;
  slot->block[slot->size - 1] = (unsigned char)(slot->size >> 3);
}

static uint64_t look_at(const struct slot *slot) {
  return slot->block[0] + ((uint64_t)slot->block[slot->size - 1] << 8);
}

static void fill(struct slot *slot, int zeroed) {
  slot->size = random_size(&state, MOST);
  slot->block = zeroed ? calloc(1, slot->size) : malloc(slot->size);
  mark(slot);
}

static void empty(struct slot *slot) {
  free(slot->block);
  slot->block = NULL;
}

static void resize(struct slot *slot) {
  slot->size = random_size(&state, MOST);
  slot->block = realloc(slot->block, slot->size);
  mark(slot);
}

static uint64_t step(uint64_t sum) {
  struct slot *slot = &slots[random_below(&state, SLOTS)];
  uint32_t kind = random_below(&state, 16);
  if (!slot->block) {
    fill(slot, kind == 0);
    return sum;
  }
  sum = mix(sum, look_at(slot));
  if (kind < 2) {
    resize(slot);
    return sum;
  }
  empty(slot);
  if (kind < 12)
    fill(slot, 0);
  return sum;
}

int main(int argc, char **argv) {
  uint64_t steps = amount_of_work(argc, argv), sum = 0;
  for (uint64_t i = 0; i < steps; ++i)
    sum = step(sum);
  for (unsigned i = 0; i < SLOTS; ++i)
    empty(&slots[i]);
  return print_checksum(sum);
}
