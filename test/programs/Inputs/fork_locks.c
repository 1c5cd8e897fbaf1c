/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * fork_locks.c: forks while other threads are inside the C library, with its
 * locks held, and allocate there. fork() waits for those locks; whoever keeps
 * the holders from allocating meanwhile waits for ever.
 */
#include <pthread.h>
#include <pwd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FORKS = 300 };

static atomic_int over;
static FILE *shared;

static void *read_lines(void *unused) {
  char *line = NULL;
  size_t size = 0;
  while (!over) {
    if (getline(&line, &size, shared) < 0)
      rewind(shared);
    free(line); /* so that the next one allocates, with the file's lock held */
    line = NULL;
    size = 0;
  }
  free(line);
  return unused;
}

static void *flush_all(void *unused) {
  while (!over)
    fflush(NULL);
  return unused;
}

static void *ask_for_users(void *unused) {
  while (!over) {
    setpwent();
    while (getpwent())
      ;
    endpwent();
  }
  return unused;
}

int main(void) {
  void *(*const works[])(void *) = {read_lines, flush_all, ask_for_users};
  pthread_t threads[3];
  shared = fopen("/etc/passwd", "r");
  if (!shared)
    return 1;
  for (int i = 0; i < 3; i++)
    if (pthread_create(&threads[i], NULL, works[i], NULL))
      return 1;
  int wrong = 0;
  for (int i = 0; i < FORKS; i++) {
    pid_t child = fork();
    if (child == 0) {
      free(malloc(100));
      _exit(3);
    }
    int status;
    wrong += waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
             WEXITSTATUS(status) != 3;
  }
  over = 1;
  for (int i = 0; i < 3; i++)
    pthread_join(threads[i], NULL);
  return wrong != 0;
}
