/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * scale.c: many sites, made while the program runs as the compiler would have
 * made them, in many threads:
 *
 *   scale SITES THREADS same|distinct
 *
 * Each thread allocates two blocks of 32 bytes for each of its sites, and frees
 * one of them. Either all have the same sites, or each has as many of its own.
 * The second argument may be 0: then the first thread does the work.
 */
#define _GNU_SOURCE
#include <memtrace/abi.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct place {
  memtrace_site site;
  memtrace_frame frame;
  char function[16];
};

static struct place *places;
static size_t sites;
static int are_distinct;
static char file[] = "generated.c";

static memtrace_relative distance(void *field, const void *to) {
  return (memtrace_relative)((const char *)to - (char *)field);
}

static void make(struct place *place, char *name_of_file, size_t number) {
  snprintf(place->function, sizeof place->function, "f%zu", number);
  place->site.frame_count = 1;
  place->site.frames = distance(&place->site.frames, &place->frame);
  place->frame.function = distance(&place->frame.function, place->function);
  place->frame.file = distance(&place->frame.file, name_of_file);
  place->frame.line = (uint32_t)number + 1;
}

static void *work(void *argument) {
  struct place *first = places + (are_distinct ? (size_t)argument * sites : 0);
  for (size_t i = 0; i < sites; i++) {
    void *kept = __memtrace_malloc(32, &first[i].site);
    void *freed = __memtrace_malloc(32, &first[i].site);
    if (!kept || !freed)
      abort();
    free(freed);
  }
  return NULL;
}

int main(int count, char **words) {
  if (count < 4)
    return 2;
  sites = (size_t)atol(words[1]);
  size_t threads = (size_t)atol(words[2]);
  are_distinct = !strcmp(words[3], "distinct");
  size_t all = sites * (are_distinct && threads ? threads : 1);
  char *memory = mmap(NULL, 4096 + all * sizeof *places, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return 3;
  memcpy(memory, file, sizeof file); /* near enough */
  places = (struct place *)(memory + 4096);
  for (size_t i = 0; i < all; i++)
    make(&places[i], memory, i);
  pthread_t started[1000];
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 * 1024);
  for (size_t i = 0; i < threads; i++)
    if (pthread_create(&started[i], &small, work, (void *)i))
      return 4;
  for (size_t i = 0; i < threads; i++)
    pthread_join(started[i], NULL);
  if (!threads)
    work(NULL);
  return 0;
}
