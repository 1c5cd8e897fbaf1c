/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * frees.c: frees what must not be freed. The C library notices, or not.
 *
 *   frees WAY FILE
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void *volatile pointer;
static _Alignas(16) uintptr_t fixed[16];

/* What may stand in the word before the pointer. */
static const struct {
  const char *name;
  uintptr_t word;
} words_before[] = {
    {"zero", 0},
    {"tiny", 0x11},
    {"small", 0x21},
    {"odd", 0x2b},
    {"large", 0x100001},
    {"mapped", 0x21002},
    {"text", 0x6f77206f6c6c6548},
    {"huge", 0x7ffffffffffffff1},
    {"all", UINTPTR_MAX},
    {"negative", UINTPTR_MAX - 15},
    {"pointer", 0x7ffff7e21230},
};

static uintptr_t word_of(const char *way) {
  const char *name = strrchr(way, '-');
  for (size_t i = 0; name && i < sizeof words_before / sizeof *words_before;
       i++)
    if (!strcmp(name + 1, words_before[i].name))
      return words_before[i].word;
  _exit(98);
}

static void *free_there(void *block) {
  for (int i = 0; i < 50; i++)
    free(malloc(40));
  free(block);
  return NULL;
}

static void in_thread(void *block) {
  pthread_t thread;
  pthread_create(&thread, NULL, free_there, block);
  pthread_join(thread, NULL);
}

/* Where the thread's end is past what keeps its blocks. */
static pthread_key_t ends;
static void free_pointer(void *unused) {
  (void)unused;
  free(pointer);
}
static void *end_late(void *unused) {
  pthread_setspecific(ends, &ends);
  free(malloc(10));
  return unused;
}
static void in_late_thread(void) {
  pthread_t thread;
  pthread_key_create(&ends, free_pointer);
  pthread_create(&thread, NULL, end_late, NULL);
  pthread_join(thread, NULL);
}

static void freed_way(const char *way) {
  void *volatile copy = pointer;
  if (!strcmp(way, "ended-thread")) {
    in_thread(copy);
  } else {
    free(copy);
  }
  if (!strcmp(way, "realloc"))
    pointer = realloc(copy, 2000);
  else if (!strcmp(way, "realloc-nothing"))
    pointer = realloc(copy, 0);
  else if (!strcmp(way, "other-thread"))
    in_thread(copy);
  else if (!strcmp(way, "late-thread"))
    in_late_thread();
  else
    free(copy);
}

/* Where another thread is there that MemTrace may leave blocks to:
 * left-SIZE-COUNT-WHICH. */
static void *be_there(void *barrier) {
  free(malloc(10));
  pthread_barrier_wait(barrier);
  pause();
  return NULL;
}
static void left_way(const char *way) {
  enum { MOST = 300 };
  void *volatile blocks[MOST];
  int size, number, which;
  pthread_t thread;
  pthread_barrier_t barrier;
  if (sscanf(way, "%d-%d-%d", &size, &number, &which) != 3 || number > MOST)
    _exit(98);
  pthread_barrier_init(&barrier, NULL, 2);
  pthread_create(&thread, NULL, be_there, &barrier);
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < number; i++)
    blocks[i] = malloc((size_t)size);
  for (int i = 0; i < number; i++)
    free(blocks[i]);
  free(blocks[which]);
}

int main(int count, char **words) {
  _Alignas(16) volatile uintptr_t local[16] = {0};
  if (count != 3)
    return 2;
  const char *way = words[1];
  void *volatile before = malloc(1000);
  pointer = malloc(40);
  void *volatile after = malloc(1000);
  if (write(1, "begin\n", 6) != 6)
    return 99;
  if (!strcmp(way, "twice")) {
    free(pointer);
    free(pointer);
  } else if (!strcmp(way, "twice-later")) {
    void *volatile blocks[20];
    for (int i = 0; i < 20; i++)
      blocks[i] = malloc(40);
    for (int i = 0; i < 20; i++)
      free(blocks[i]);
    free(blocks[18]);
    free(blocks[19]);
  } else if (!strncmp(way, "warm-", 5)) {
    /* Frees that MemTrace keeps for itself. */
    for (int i = 0; i < 50; i++)
      free(malloc(40));
    pointer = malloc(40);
    freed_way(way + 5);
  } else if (!strncmp(way, "left-", 5)) {
    left_way(way + 5);
  } else if (!strcmp(way, "twice-large")) {
    void *volatile large = malloc(5000), *volatile other = malloc(5000);
    free(large);
    free(large);
    free(other);
  } else if (!strcmp(way, "twice-mapped")) {
    void *volatile mapped = malloc(40 << 20);
    free(mapped);
    free(mapped);
  } else if (!strcmp(way, "realloc-eighth")) {
    void *volatile blocks[20];
    for (int i = 0; i < 20; i++)
      blocks[i] = malloc(200);
    for (int i = 0; i < 16; i += 2)
      free(blocks[i]);
    pointer = realloc(blocks[14], 5000);
  } else if (!strncmp(way, "run-", 4)) {
    /* Where MemTrace has asked for more blocks than were wanted. */
    size_t size = strstr(way, "large") ? 200 : 40;
    for (int i = 0; i < 200; i++)
      before = malloc(size);
    pointer = malloc(size);
    after = malloc(size);
    free(pointer);
    free(after);
    if (strstr(way, "realloc"))
      pointer = realloc(pointer, 5000);
    else
      free(pointer);
  } else if (!strcmp(way, "realloc-freed")) {
    free(pointer);
    pointer = realloc(pointer, 400);
  } else if (!strcmp(way, "unaligned")) {
    free((char *)pointer + 1);
  } else if (!strcmp(way, "page")) {
    char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(page, 4096, PROT_NONE);
    free(page + 4096);
  } else if (!strncmp(way, "static", 6)) {
    fixed[1] = word_of(way);
    free(&fixed[2]);
  } else if (!strncmp(way, "stack", 5)) {
    /* At the start of a page glibc would unmap it. */
    size_t i = ((uintptr_t)local & 4095) == 0 ? 4 : 2;
    local[i - 1] = word_of(way);
    free((void *)&local[i]);
  } else if (!strncmp(way, "middle", 6)) {
    ((uintptr_t *)before)[61] = word_of(way);
    free((uintptr_t *)before + 62);
  } else if (!strncmp(way, "realloc", 7)) {
    ((uintptr_t *)before)[61] = word_of(way);
    pointer = realloc((uintptr_t *)before + 62, 100);
  }
  free(after);
  if (write(1, "end\n", 4) != 4)
    return 99;
  return 3;
}
