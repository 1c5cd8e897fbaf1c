/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * stacks_host.c: a host of stacks_library.c that has no stacks itself. Its
 * thread is there before the library is, which comes and goes many times.
 *
 *   stacks_host LIBRARY TIMES
 */
#include "stacks_plain.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_barrier_t meeting;
static step *work;

static void meet(void) { pthread_barrier_wait(&meeting); }

static void *run(void *times) {
  free(malloc(1)); /* so it is known */
  for (size_t i = 0; i < (size_t)times; i++) {
    meet(); /* it is loaded */
    work((void *)20);
    meet();
  }
  return NULL;
}

static void host_step(void *n) { work(n); }

int main(int argc, char **argv) {
  size_t times = argc > 2 ? (size_t)atoi(argv[2]) : 1;
  pthread_t thread;
  pthread_barrier_init(&meeting, NULL, 2);
  if (pthread_create(&thread, NULL, run, (void *)times))
    abort();
  for (size_t i = 0; i < times; i++) {
    void *library = dlopen(argv[1], RTLD_NOW);
    if (!library) {
      fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
    work = (step *)dlsym(library, "work");
    void (*work_by)(step *, void *) =
        (void (*)(step *, void *))dlsym(library, "work_by");
    work((void *)10);
    meet();
    meet();
    work_by(host_step, (void *)30);
    if (dlclose(library))
      return 1;
  }
  pthread_join(thread, NULL);
  return 0;
}
