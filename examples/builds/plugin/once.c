// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// once: no line that was there before. It forgets to free what it has seen,
// and nobody can any more once it is unloaded.
#include "filter.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static void *seen;

static int compare(const void *a, const void *b) { return strcmp(a, b); }

// 1 if the line is new, 0 if it isn't, -1 when there is not enough memory.
static int is_new(const char *line, size_t length) {
  char *copy = strndup(line, length);
  char **found = copy ? tsearch(copy, &seen, compare) : NULL;
  if (!found || *found != copy) {
    free(copy);
    return found ? 0 : -1;
  }
  return 1;
}

char *filter_apply(const char *text) {
  char *result = malloc(strlen(text) + 1);
  char *end = result;
  while (result && *text) {
    size_t length = strcspn(text, "\n");
    length += text[length] == '\n';
    int keep = is_new(text, length);
    if (keep < 0) {
      free(result);
      return NULL;
    }
    if (keep)
      end = (char *)memcpy(end, text, length) + length;
    text += length;
  }
  if (result)
    *end = '\0';
  return result;
}
