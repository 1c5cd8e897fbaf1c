// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lines.c: see lines.h.
#include "lines.h"

#include <stdlib.h>
#include <string.h>

static int add(Lines *lines, const char *line) {
  // Full whenever the count is a power of two.
  if ((lines->count & (lines->count - 1)) == 0) {
    size_t room = lines->count ? 2 * lines->count : 1;
    char **text = realloc(lines->text, room * sizeof *text);
    if (!text)
      return -1;
    lines->text = text;
  }
  char *copy = strdup(line);
  if (!copy)
    return -1;
  lines->text[lines->count++] = copy;
  return 0;
}

int lines_read(Lines *lines, FILE *in) {
  char *line = NULL;
  size_t room = 0;
  int failed = 0;
  *lines = (Lines){NULL, 0};
  while (!failed && getline(&line, &room, in) >= 0)
    failed = add(lines, line);
  free(line);
  return failed;
}

void lines_free(Lines *lines) {
  for (size_t i = 0; i < lines->count; i++)
    free(lines->text[i]);
  free(lines->text);
}
