/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * modules.c: one line that allocates in a program and two libraries, and a
 * child of a fork that frees some of it and allocates more.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char *kept[8];
static int count;

static void take(void) { kept[count++] = malloc(SIZE); }

#ifdef LIBRARY

void LIBRARY(void) { take(); }

#else

#ifdef STATIC
static void linked(void) { take(); }
static void (*load(const char *path))(void) { return path ? 0 : linked; }
#else
void linked(void);
static void (*load(const char *path))(void) {
  return (void (*)(void))dlsym(dlopen(path, RTLD_NOW), "loaded");
}
#endif

int main(int argc, char **argv) {
  take();
  linked();
  load(argc > 1 ? argv[1] : 0)();
  pid_t child = fork();
  if (child == 0) {
    free(kept[0]);
    take();
    take();
    return 0;
  }
  return waitpid(child, 0, 0) != child;
}

#endif
