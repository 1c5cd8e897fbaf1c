/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stalls.c: how long single pairs of malloc and free take, when their counters
 * are spread over many pages of the ledger, for a number of seconds. Prints
 * pairs, how many took longer than 0.1, 1 and 10 ms, and the longest, in
 * microseconds.
 *
 *   stalls SECONDS
 */
#include <memtrace/abi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SITES = 20000 };

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Sites are found by distance, so frames stand beside theirs. */
static struct place {
  memtrace_site site;
  memtrace_frame frame;
  char file[8];
} places[SITES];

static void make_places(void) {
  for (uint32_t i = 0; i < SITES; i++) {
    struct place *place = &places[i];
    snprintf(place->file, sizeof place->file, "s.c");
    place->frame.file =
        (memtrace_relative)(place->file - (char *)&place->frame.file);
    place->frame.line = i + 1;
    place->site.frames = (memtrace_relative)((char *)&place->frame -
                                             (char *)&place->site.frames);
    place->site.frame_count = 1;
  }
}

int main(int argc, char **argv) {
  uint64_t end =
      now() + strtoull(argc > 1 ? argv[1] : "10", NULL, 10) * 1000000000u;
  make_places();
  uint64_t pairs = 0, over[3] = {0}, longest = 0;
  const uint64_t limits[3] = {100000, 1000000, 10000000};
  for (uint64_t begin = now(); begin < end; pairs++) {
    void *volatile block =
        __memtrace_malloc(64, &places[pairs * 7919 % SITES].site);
    free(block);
    uint64_t after = now(), took = after - begin;
    for (int i = 0; i < 3; i++)
      over[i] += took > limits[i];
    longest = took > longest ? took : longest;
    begin = after;
  }
  printf("%llu %llu %llu %llu %llu\n", (unsigned long long)pairs,
         (unsigned long long)over[0], (unsigned long long)over[1],
         (unsigned long long)over[2], (unsigned long long)longest / 1000);
  return 0;
}
