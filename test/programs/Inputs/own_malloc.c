/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * own_malloc.c: a program that brings a malloc of its own, from an array. All
 * its blocks, those that libc asks for too, must come from there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Alignas(16) char room[1 << 20];
static size_t used;
static unsigned long taken, given_back;

void *malloc(size_t bytes) {
  size_t whole = (bytes + 31) & ~(size_t)15;
  if (bytes > sizeof room || whole > sizeof room - used)
    return NULL;
  char *block = room + used + 16;
  used += whole;
  taken++;
  memcpy(block - 16, &bytes, sizeof bytes);
  return block;
}

static int is_ours(void *p) {
  return (char *)p > room && (char *)p < room + sizeof room;
}

void free(void *p) {
  if (!p)
    return;
  if (!is_ours(p))
    abort();
  given_back++;
}

/* The array is zero, and no part of it is used twice. */
void *calloc(size_t count, size_t bytes) { return malloc(count * bytes); }

void *realloc(void *p, size_t bytes) {
  void *moved = malloc(bytes);
  size_t old = 0;
  if (p && moved) {
    memcpy(&old, (char *)p - 16, sizeof old);
    memcpy(moved, p, old < bytes ? old : bytes);
    free(p);
  }
  return moved;
}

int main(void) {
  char *volatile p = malloc(100);
  if (!is_ours(p))
    return 1;
  p = realloc(p, 200);
  char *volatile q = strdup("a text");
  if (!is_ours(p) || !is_ours(q))
    return 2;
  free(p);
  free(q);
  setvbuf(stdout, NULL, _IONBF, 0);
  printf("taken %lu, given back %lu\n", taken, given_back);
  return 9;
}
