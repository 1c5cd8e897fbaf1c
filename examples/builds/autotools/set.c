// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// set.c: see set.h. Open addressing, at most half full.
#include "set.h"

#include <stdlib.h>
#include <string.h>

struct set {
  char **slots;
  size_t count, size; // size: a power of two
};

set *set_new(void) {
  set *s = calloc(1, sizeof *s);
  if (!s)
    return NULL;
  s->size = 16;
  s->slots = calloc(s->size, sizeof *s->slots);
  if (!s->slots) {
    free(s);
    return NULL;
  }
  return s;
}

void set_free(set *s) {
  for (size_t i = 0; s && i < s->size; i++)
    free(s->slots[i]);
  if (s)
    free(s->slots);
  free(s);
}

// FNV-1a
static size_t hash_of(const char *string) {
  size_t hash = 0xcbf29ce484222325u;
  for (; *string; string++)
    hash = (hash ^ (unsigned char)*string) * 0x100000001b3u;
  return hash;
}

// The slot that has the string, or the empty one that it belongs into.
static char **find(char **slots, size_t size, const char *string) {
  size_t at = hash_of(string) & (size - 1);
  while (slots[at] && strcmp(slots[at], string) != 0)
    at = (at + 1) & (size - 1);
  return &slots[at];
}

static int grow(set *s) {
  size_t size = 2 * s->size;
  char **slots = calloc(size, sizeof *slots);
  if (!slots)
    return -1;
  for (size_t i = 0; i < s->size; i++)
    if (s->slots[i])
      *find(slots, size, s->slots[i]) = s->slots[i];
  free(s->slots);
  s->slots = slots;
  s->size = size;
  return 0;
}

int set_add(set *s, const char *string) {
  char **slot = find(s->slots, s->size, string);
  if (*slot)
    return 0;
  *slot = strdup(string);
  if (!*slot)
    return -1;
  s->count++;
  return 2 * s->count > s->size && grow(s) != 0 ? -1 : 1;
}
