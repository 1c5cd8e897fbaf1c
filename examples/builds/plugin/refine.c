// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// refine: a file as it is after each of some plug-ins has changed it.
#include "chain.h"

#include <stdio.h>
#include <stdlib.h>

static char *content_of(const char *path) {
  FILE *in = fopen(path, "r");
  if (!in)
    return NULL;
  char *text = NULL;
  size_t room = 0;
  if (getdelim(&text, &room, '\0', in) < 0) {
    free(text);
    text = NULL;
  }
  fclose(in);
  return text;
}

int main(int argc, char **argv) {
  char *text = argc > 1 ? content_of(argv[1]) : NULL;
  if (!text) {
    fprintf(stderr, "usage: refine FILE PLUGIN...\n");
    return 2;
  }
  const char *error = NULL;
  for (int i = 2; i < argc && !error; i++) {
    error = chain_apply(argv[i], &text);
    if (error)
      fprintf(stderr, "refine: %s: %s\n", argv[i], error);
  }
  if (!error)
    fputs(text, stdout);
  free(text);
  return error != NULL;
}
