// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// squeeze: one blank where there are several.
#include "filter.h"

#include <stdlib.h>
#include <string.h>

char *filter_apply(const char *text) {
  char *result = malloc(strlen(text) + 1);
  char *end = result;
  for (; result && *text; text++)
    if (*text != ' ' || text[1] != ' ')
      *end++ = *text;
  if (result)
    *end = '\0';
  return result;
}
