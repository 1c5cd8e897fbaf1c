/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * fork_clear.c: children of a fork whose parent clears what was counted before
 * they allocate for the first time, and while another thread tracks memory by
 * hand. What a child has is what was live at the fork.
 */
#include <memtrace/memtrace.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DOMAIN = 5, TRACKED = 3000 };

static atomic_int done;

static void *track(void *argument) {
  (void)argument;
  while (!done) {
    for (uintptr_t i = 1; i <= TRACKED; i++)
      memtrace_track(DOMAIN, (void *)(i << 12), 10);
    for (uintptr_t i = 1; i <= TRACKED; i++)
      memtrace_untrack(DOMAIN, (void *)(i << 12));
  }
  return 0;
}

static void *__attribute__((noinline)) take(size_t size) {
  return malloc(size);
}

/* Waits until the parent has cleared. 0: all is as it should be. */
static int child(int from_parent, void *inherited) {
  char byte;
  alarm(30); /* it once counted without end */
  if (read(from_parent, &byte, 1) != 1)
    return 2;
  void *block = take(500);
  free(block);
  free(inherited);
  for (uintptr_t i = 1; i <= TRACKED; i++)
    memtrace_untrack(DOMAIN, (void *)(i << 12));
  return memtrace_traced_memory().current != 0;
}

static int try_once(void) {
  int pipes[2];
  if (pipe(pipes))
    return 1;
  void *block = take(1000);
  pid_t pid = fork();
  if (pid == 0)
    _exit(child(pipes[0], block));
  int failed = memtrace_clear() != MEMTRACE_OK;
  free(take(200));
  failed |= write(pipes[1], "", 1) != 1;
  int status = 1;
  waitpid(pid, &status, 0);
  free(block);
  close(pipes[0]);
  close(pipes[1]);
  if (status)
    printf("a child ended with %d\n", status);
  return failed || status;
}

int main(void) {
  memtrace_start();
  pthread_t thread;
  pthread_create(&thread, 0, track, 0);
  memtrace_clear(); /* what the thread library has */
  int failures = 0;
  for (int i = 0; i < 50 && failures < 3; i++)
    failures += try_once();
  done = 1;
  pthread_join(thread, 0);
  printf("%s\n", failures ? "failed" : "ok");
  return failures != 0;
}
