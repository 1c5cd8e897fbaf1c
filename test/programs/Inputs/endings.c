/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * endings.c: a program that ends, or changes, in the way that its argument
 * names. Before, it has allocated 123 bytes; what it writes is the same with
 * and without MemTrace.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void *volatile kept;

static void at_end(void) { kept = malloc(77); /* LATE */ }

static void *exit_there(void *unused) {
  (void)unused;
  exit(7);
}

static void *end_quietly(void *unused) {
  usleep(10000);
  return unused;
}

static int wait_for(pid_t child) {
  int status = 0;
  return waitpid(child, &status, 0) == child ? status : -1;
}

static int in_a_child(void) {
  pid_t child = fork();
  if (child == 0) {
    kept = malloc(55); /* CHILD */
    exit(8);
  }
  return wait_for(child) == 8 << 8 ? 9 : 1;
}

static int in_a_vfork_child(void) {
  pid_t child = vfork();
  if (child == 0)
    _exit(8);
  return wait_for(child) == 8 << 8 ? 10 : 1;
}

/* A daemon closes what it doesn't know, and opens files of its own. */
static int without_descriptors(void) {
  for (int i = 3; i < 1000; i++)
    close(i);
  int file = open("mine.txt", O_RDWR | O_CREAT | O_TRUNC, 0600);
  for (int i = 0; i < 10000; i++)
    kept = malloc(10);
  char text[10] = "";
  return file == 3 && write(file, "mine", 4) == 4 &&
                 pread(file, text, 9, 0) == 4 && !strcmp(text, "mine")
             ? 11
             : 1;
}

int main(int count, char **words) {
  const char *way = count > 1 ? words[1] : "";
  kept = malloc(123); /* EARLY */
  write(1, "output\n", 7);
  if (!strcmp(way, "return"))
    return 3;
  if (!strcmp(way, "exit"))
    exit(4);
  if (!strcmp(way, "_exit"))
    _exit(5);
  if (!strcmp(way, "_Exit"))
    _Exit(5);
  if (!strcmp(way, "quick_exit"))
    return at_quick_exit(at_end), quick_exit(6), 1;
  if (!strcmp(way, "atexit"))
    return atexit(at_end), 12;
  if (!strcmp(way, "abort"))
    abort();
  if (!strcmp(way, "kill"))
    raise(SIGKILL);
  if (!strcmp(way, "fork"))
    return in_a_child();
  if (!strcmp(way, "vfork"))
    return in_a_vfork_child();
  if (!strcmp(way, "descriptors"))
    return without_descriptors();
  if (!strcmp(way, "chdir"))
    return chdir("/") ? 1 : 13;
  if (!strcmp(way, "closed"))
    return close(1), close(2), 14;
  pthread_t thread;
  if (!strcmp(way, "thread")) {
    pthread_create(&thread, NULL, exit_there, NULL);
    pause();
  }
  if (!strcmp(way, "pthread_exit")) {
    pthread_create(&thread, NULL, end_quietly, NULL);
    pthread_exit(NULL);
  }
  if (!strcmp(way, "exec"))
    execl("/bin/sh", "sh", "-c", "exit 15", NULL);
  return 1;
}
