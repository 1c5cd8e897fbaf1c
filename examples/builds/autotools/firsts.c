// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// firsts: the lines of standard input, each where it is for the first time.
#include "set.h"

#include <stdio.h>
#include <stdlib.h>

int main(void) {
  set *seen = set_new();
  char *line = NULL;
  size_t room = 0;
  int is_new = seen ? 0 : -1;
  while (is_new >= 0 && getline(&line, &room, stdin) >= 0) {
    is_new = set_add(seen, line);
    if (is_new > 0)
      fputs(line, stdout);
  }
  free(line);
  set_free(seen);
  if (is_new >= 0)
    return 0;
  fprintf(stderr, "firsts: not enough memory\n");
  return 1;
}
