// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// backwards: the lines of a file, the last one first.
#include "lines.h"

int main(int argc, char **argv) {
  FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!in) {
    fprintf(stderr, "usage: backwards FILE\n");
    return 2;
  }
  Lines lines;
  int failed = lines_read(&lines, in);
  fclose(in);
  for (size_t i = lines.count; i > 0; i--)
    fputs(lines.text[i - 1], stdout);
  lines_free(&lines);
  return failed ? 1 : 0;
}
