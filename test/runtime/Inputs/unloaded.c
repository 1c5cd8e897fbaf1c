// A library that allocates, and the host that unloads it (-DHOST).
#include <stdio.h>
#include <stdlib.h>

#ifdef HOST
#include <dlfcn.h>

int main(int argc, char **argv) {
  void *library = dlopen(argv[argc - 1], RTLD_NOW);
  if (!library) {
    puts(dlerror());
    return 0;
  }
  int (*call)(void) = (int (*)(void))dlsym(library, "call");
  printf("called %d\n", call());
  fflush(stdout);
  dlclose(library);
  return 3;
}
#else
int call(void) {
  int *volatile number = malloc(sizeof *number);
  *number = 42;
  int result = *number;
  free(number);
  return result;
}
#endif
