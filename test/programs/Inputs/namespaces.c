/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * namespaces.c: a library that allocates, and a host (-DHOST) that loads it
 * with dlmopen, beside a second C library, and calls it.
 */
#define _GNU_SOURCE
#include <stdlib.h>

#ifdef HOST
#include <dlfcn.h>
#include <stdio.h>

int main(int count, char **words) {
  void *volatile mine = malloc(1000); /* MINE */
  for (int i = 1; i < count; i++) {
    void *library = dlmopen(LM_ID_NEWLM, words[i], RTLD_NOW);
    if (!library)
      return puts(dlerror()), 1;
    int (*call)(void) = (int (*)(void))dlsym(library, "call");
    if (!call || call() != 42)
      return 2;
    if (i % 2)
      dlclose(library);
  }
  free(mine);
  return 6;
}
#else
int call(void) {
  int sum = 0;
  for (int i = 0; i < 42; i++) {
    int *volatile number = malloc(sizeof *number);
    *number = 1;
    sum += *number;
    free(number);
  }
  return sum;
}
#endif
