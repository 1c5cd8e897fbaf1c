// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lines.h: all lines of a file, in memory.
#ifndef LINES_H
#define LINES_H

#include <stddef.h>
#include <stdio.h>

typedef struct {
  char **text;
  size_t count;
} Lines;

// 0, or -1 when there is not enough memory.
int lines_read(Lines *lines, FILE *in);
void lines_free(Lines *lines);

#endif
