// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A parent and two children. What both see is allocated by the parent.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char *allocate(size_t bytes) {
  return malloc(bytes); // everything
}

static void *volatile kept[6];

int main(void) {
  kept[0] = allocate(1000000); // freed by the parent and by a child
  kept[1] = allocate(200000);  // freed by nobody
  for (int child = 0; child < 2; ++child)
    if (fork() == 0) {
      kept[2] = allocate(30000); // left by each child
      kept[3] = allocate(4000);
      free(kept[3]);
      if (child == 0)
        free(kept[0]);
      exit(child == 0 ? 0 : 3);
    }
  while (wait(NULL) > 0)
    ;
  free(kept[0]);
  kept[4] = allocate(500); // left by the parent
  return 0;
}
