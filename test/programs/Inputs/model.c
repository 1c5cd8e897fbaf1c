/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * model.c: a random sequence of operations on blocks, and a model of them that
 * is too simple to be wrong: after each event the live bytes of all lines are
 * added up, and when there were never so many, the whole table is copied.
 *
 *   model SEED OPERATIONS
 *
 * Writes `line bytes blocks` for each line with blocks at the peak, then for
 * each line with blocks at the end, each list ended by its sum as line 0.
 * It asks for nothing else: no stdio.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINES = 200, BLOCKS = 300 };

typedef struct {
  long bytes, blocks;
} Row;

static struct {
  void *place;
  size_t bytes;
  int line;
} blocks[BLOCKS];

static Row live[LINES], at_peak[LINES];
static long peak;
static uint64_t random_state;

static unsigned number(unsigned below) { /* splitmix64 */
  uint64_t z = random_state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return (unsigned)((z ^ z >> 31) >> 16) % below;
}

static void event_over(void) {
  long sum = 0;
  for (int line = 0; line < LINES; line++)
    sum += live[line].bytes;
  if (sum > peak) {
    peak = sum;
    memcpy(at_peak, live, sizeof live);
  }
}

static void goes(int i) {
  live[blocks[i].line].bytes -= (long)blocks[i].bytes;
  live[blocks[i].line].blocks--;
}

static void comes(int i, void *place, size_t bytes, int line) {
  if (!place)
    abort();
  memset(place, i, bytes);
  blocks[i].place = place;
  blocks[i].bytes = bytes;
  blocks[i].line = line;
  live[line].bytes += (long)bytes;
  live[line].blocks++;
  event_over();
}

// Each on a line of its own.
// clang-format off
static void allocate(int i, size_t n) {
  void *p = NULL;
  switch (number(8)) {
  case 0: p = malloc(n); comes(i, p, n, __LINE__); break;
  case 1: p = malloc(n); comes(i, p, n, __LINE__); break;
  case 2: p = malloc(n); comes(i, p, n, __LINE__); break;
  case 3: p = calloc(n, 1); comes(i, p, n, __LINE__); break;
  case 4: p = aligned_alloc(64, n); comes(i, p, n, __LINE__); break;
  case 5: p = realloc(NULL, n); comes(i, p, n, __LINE__); break;
  case 6: if (posix_memalign(&p, 32, n)) abort(); comes(i, p, n, __LINE__); break;
  case 7: p = calloc(3, n); comes(i, p, 3 * n, __LINE__); break;
  }
}

/* The old block goes and the new one comes in one event. */
static void reallocate(int i, size_t n) {
  void *p = blocks[i].place;
  switch (number(4)) {
  case 0: p = realloc(p, n); goes(i); comes(i, p, n, __LINE__); break;
  case 1: p = realloc(p, 2 * n); goes(i); comes(i, p, 2 * n, __LINE__); break;
  case 2: p = reallocarray(p, n, 1); goes(i); comes(i, p, n, __LINE__); break;
  case 3: if (realloc(p, SIZE_MAX / 2 + n)) abort(); event_over(); break;
  }
}
// clang-format on

static void release(int i) {
  free(blocks[i].place);
  blocks[i].place = NULL;
  goes(i);
  event_over();
}

static void put(long value, char end) {
  char text[24], *p = text + sizeof text;
  *--p = end;
  do
    *--p = (char)('0' + value % 10);
  while (value /= 10);
  if (write(1, p, text + sizeof text - p) < 0)
    abort();
}

static void put_rows(const Row *rows) {
  Row sum = {0, 0};
  for (int line = 1; line < LINES; line++) {
    sum.bytes += rows[line].bytes;
    sum.blocks += rows[line].blocks;
    if (rows[line].blocks)
      put(line, ' '), put(rows[line].bytes, ' '), put(rows[line].blocks, '\n');
  }
  put(0, ' '), put(sum.bytes, ' '), put(sum.blocks, '\n');
}

int main(int count, char **words) {
  if (count != 3)
    return 2;
  random_state = strtoul(words[1], NULL, 10);
  for (int left = atoi(words[2]); left > 0; left--) {
    /* Now growing, now shrinking, so that there are many peaks, and much that
     * happens after the last. */
    static unsigned growth = 60;
    if (number(100) == 0)
      growth = 30 + number(40);
    int i = (int)number(BLOCKS);
    size_t n = number(number(20) ? 200 : 20000);
    n += n == 0 || number(50) == 0;
    if (!blocks[i].place && number(100) < growth)
      allocate(i, n);
    else if (blocks[i].place && number(100) < 35)
      reallocate(i, n);
    else if (blocks[i].place && number(100) >= growth)
      release(i);
  }
  put_rows(at_peak);
  put_rows(live);
  return 0;
}
