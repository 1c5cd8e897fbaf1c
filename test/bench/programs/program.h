// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// program.h: what the bench's small programs share. Each does as much work as
// its argument says, the same every time, and prints a checksum of it.
#ifndef MEMTRACE_BENCH_PROGRAM_H
#define MEMTRACE_BENCH_PROGRAM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline uint64_t next_random(uint64_t *state) {
  uint64_t x = *state += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

// Below `limit`.
static inline uint32_t random_below(uint64_t *state, uint32_t limit) {
  return (uint32_t)((next_random(state) >> 32) * limit >> 32);
}

// Small sizes are more frequent, as in most programs.
static inline size_t random_size(uint64_t *state, size_t most) {
  size_t limit = most >> random_below(state, 6);
  return 8 + random_below(state, (uint32_t)limit);
}

static inline uint64_t mix(uint64_t sum, uint64_t value) {
  return (sum << 7 | sum >> 57) ^ value;
}

// Compilers remove a block that nobody looks at.
static inline void keep(void *block) {
  __asm__ volatile("" : : "r"(block) : "memory");
}

static inline double cpu_seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline uint64_t amount_of_work(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s AMOUNT\n", argv[0]);
    exit(2);
  }
  return strtoull(argv[1], NULL, 10);
}

static inline int print_checksum(uint64_t sum) {
  return printf("%016llx\n", (unsigned long long)sum) < 0;
}

#endif
