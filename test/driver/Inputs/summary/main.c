/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long doubled(long value) {
  char *text = strdup("twice");
  if (text)
    value *= (long)strlen(text) - 3;
  free(text);
  return value;
}

int main(void) {
  struct node *list = NULL;
  for (long i = 0; i < 10; ++i)
    list = push(list, i);
  char *names[2];
  for (int i = 0; i < 2; ++i)
    names[i] = name_of(list, 32);
  printf("%s, %s: %ld\n", names[0], names[1], sum_of(list, doubled));
  drop(list);
  free(names[0]);
  free(names[1]);
  return 0;
}
