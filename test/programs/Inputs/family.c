/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * family.c: every way that a C program has to ask for memory, each on a line
 * of its own. Where the C or POSIX text fixes the bytes, a comment states
 * them: EXPECT bytes blocks. What libc asks for inside is the counter's to
 * say. Part of what is asked for is freed, so that current and peak differ
 * from the total.
 */
#define _GNU_SOURCE
#include "notes.h"
#include <errno.h>
#include <malloc.h>
#include <search.h>
#include <string.h>
#include <wchar.h>

// What belongs to a line stands on it.
// clang-format off
#define KEEP(call) LINE(void *p_ = (call); ESCAPE(p_))
#define DROP(call) LINE(void *p_ = (call); ESCAPE(p_); free(p_))
#define CHECK(condition)                                                       \
  if (!(condition))                                                            \
  printf("line %d: not so: %s\n", __LINE__, #condition)

static volatile size_t huge = (size_t)-1; /* volatile: nobody may know */
static volatile size_t zero = 0;
#ifdef UNDER_DHAT /* which takes an empty block for one byte */
#define FEWEST 1
#else
#define FEWEST zero
#endif

static void allocate(void) {
  KEEP(malloc(101));       // EXPECT 101 1
  KEEP(malloc(FEWEST));    // EXPECT 0 1
  DROP(malloc(5000));      // EXPECT 5000 1
  KEEP(calloc(7, 29));     // EXPECT 203 1
  KEEP(calloc(FEWEST, 9)); // EXPECT 0 1
  LINE(for (int i = 0; i < 50; i++) { void *p = malloc(11); ESCAPE(p); }); // EXPECT 550 50
  LINE(for (int i = FEWEST; i < 50; i++) { void *p = malloc(i); ESCAPE(p); free(p); }); // EXPECT 1225 50
}

static void reallocate(void) {
  void *p, *q;
  LINE(p = realloc(NULL, 40)); // EXPECT 40 1
  LINE(p = realloc(p, 4000));  // EXPECT 4000 1
  LINE(p = realloc(p, 60));    // EXPECT 60 1
  memset(p, 'x', 60);
  LINE(q = realloc(p, huge / 2)); // EXPECT 0 0
  CHECK(q == NULL && errno == ENOMEM && memchr(p, 0, 60) == NULL);
  LINE(p = reallocarray(p, 9, 9));    // EXPECT 81 1
  LINE(q = reallocarray(p, huge, 2)); // EXPECT 0 0
  CHECK(q == NULL && errno == ENOMEM && memchr(p, 0, 60) == NULL);
  LINE(p = reallocarray(p, 10, 10)); // EXPECT 100 1
  LINE(q = realloc(p, zero));        // EXPECT 0 0
  CHECK(q == NULL);
  LINE(p = malloc(10)); // EXPECT 10 1
  LINE(for (int n = 10; n < 1000; n += 10) p = realloc(p, n)); // EXPECT 49500 99
  ESCAPE(p);
}

static void fail(void) {
  void *p = &p;
  LINE(p = malloc(huge)); // EXPECT 0 0
  CHECK(p == NULL && errno == ENOMEM);
  LINE(p = calloc(huge, 3)); // EXPECT 0 0
  CHECK(p == NULL && errno == ENOMEM);
  LINE(p = aligned_alloc(64, huge - 100)); // EXPECT 0 0
  CHECK(p == NULL && errno == ENOMEM);
  errno = 77;
  int error = 0;
  LINE(error = posix_memalign(&p, 3, 100)); // EXPECT 0 0
  CHECK(error == EINVAL && p == NULL);
  LINE(error = posix_memalign(&p, 64, huge / 2)); // EXPECT 0 0
  CHECK(error == ENOMEM && p == NULL);
  LINE(p = malloc(12)); // EXPECT 12 1
  errno = 77;
  free(p);
  CHECK(errno == 77);
}

static void align(void) {
  void *p;
  KEEP(aligned_alloc(256, 512));                  // EXPECT 512 1
  DROP(aligned_alloc(64, 64));                    // EXPECT 64 1
  LINE(CHECK(posix_memalign(&p, 128, 300) == 0)); // EXPECT 300 1
  CHECK((uintptr_t)p % 128 == 0);
  KEEP(memalign(32, 99));       // EXPECT 99 1
  LINE(p = memalign(4096, 70)); // EXPECT 70 1
  CHECK((uintptr_t)p % 4096 == 0);
  LINE(p = realloc(p, 77)); // EXPECT 77 1
  KEEP(valloc(100));        // EXPECT 100 1
#ifndef UNDER_DHAT          /* which ends a program that calls it */
  DROP(pvalloc(4096));      // EXPECT 4096 1
#endif
}

static void strings(void) {
  char *p, *line = NULL;
  size_t size = 0;
  KEEP(strdup("eleven and1"));   // EXPECT 12 1
  KEEP(strndup("truncated", 4)); // EXPECT 5 1
  KEEP(wcsdup(L"wide"));         // EXPECT 20 1
  LINE(if (asprintf(&p, "%d and %s", 12345, "more") < 0) abort());
  CHECK(!strcmp(p, "12345 and more"));
  LINE(p = realpath("/", NULL));
  FILE *file;
  LINE(file = fmemopen((void *)"some line\nother\n", 16, "r"));
  LINE(if (getline(&line, &size, file) != 10) abort());
  LINE(fclose(file)); // EXPECT 0 0
  LINE(file = open_memstream(&p, &size));
  LINE(for (int i = 0; i < 5000; i++) fputs("some text ", file));
  LINE(fclose(file));
  CHECK(size == 50000 && strlen(p) == 50000);
  LINE(file = fopen("/dev/null", "w"));
  LINE(fputs("buffered", file));
  LINE(fclose(file)); // EXPECT 0 0
}

static int compare(const void *a, const void *b) { return memcmp(a, b, 1); }

static void library(void) {
  static char records[5000][40]; /* too much for qsort's place on the stack */
  for (int i = 0; i < 5000; i++)
    records[i][0] = (char)(i * 37);
  LINE(qsort(records, 5000, 40, compare));
  void *tree = NULL;
  LINE(for (int i = 0; i < 100; i++) tsearch(records[i], &tree, compare));
  LINE(if (!hcreate(100)) abort());
#ifndef UNDER_DHAT /* whose environment is larger */
  LINE(setenv("MEMORY", "asked for by setenv", 1));
#endif
  LINE(setvbuf(stdout, NULL, _IOFBF, 1024));
  LINE(puts("out of line")); // EXPECT 0 0
}

int main(void) {
  notes_start();
  allocate();
  reallocate();
  fail();
  align();
  strings();
  library();
  notes_write();
  fflush(stdout);
  return 3;
}
