/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * notes.h: how a test program finds out what each of its lines asks for.
 *
 * Under counter.so, LINE(statement) reads the counter before and after the
 * statement, and notes_write() writes one line for each such source line to
 * the file named by NOTES_OUT. Without the counter nothing is noted, so the
 * plain and the traced program make the same allocations. C and C++; the
 * statement must stand on one source line.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __cplusplus
extern "C"
#endif
    void
    counter_read(uint64_t *bytes, uint64_t *blocks) __attribute__((weak));

enum { NOTES_LINES = 1000 };
static struct {
  uint64_t bytes, blocks, calls;
} noted[NOTES_LINES], note_start; /* [0]: before main */

__attribute__((noinline)) static void note_begin(void) {
  if (counter_read)
    counter_read(&note_start.bytes, &note_start.blocks);
}

__attribute__((noinline)) static void note_end(int line) {
  if (!counter_read)
    return;
  uint64_t bytes, blocks;
  counter_read(&bytes, &blocks);
  noted[line].bytes += bytes - note_start.bytes;
  noted[line].blocks += blocks - note_start.blocks;
  noted[line].calls++;
}

/* To be called first in main. */
static void notes_start(void) {
  note_start.bytes = note_start.blocks = 0;
  note_end(0);
}

#define LINE(...)                                                              \
  do {                                                                         \
    note_begin();                                                              \
    __VA_ARGS__;                                                               \
    note_end(__LINE__);                                                        \
  } while (0)

/* What the optimizer must take for used. */
#define ESCAPE(pointer) __asm__ volatile("" : : "g"(pointer) : "memory")

/* To be called last in main; does not allocate. */
static void notes_write(void) {
  const char *path = getenv("NOTES_OUT");
  if (!counter_read || !path)
    return;
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  for (int line = 0; line < NOTES_LINES; line++) {
    char text[100];
    int length = snprintf(text, sizeof text, "%d %lu %lu\n", line,
                          noted[line].bytes, noted[line].blocks);
    if (noted[line].calls && write(file, text, length) != length)
      abort();
  }
  close(file);
}
