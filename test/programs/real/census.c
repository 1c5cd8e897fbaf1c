/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * census.c: preloaded into a test suite, notes each program that starts, and of
 * those that have MemTrace's runtime in them, of which it knows nothing else,
 * when they were forked and with which status they end. One line each in
 * CENSUS_OUT; whoever is killed or leaves by _exit says nothing at the end.
 *
 *   start PID on|off|without PATH     off: the runtime, but no MEMTRACE_OUT
 *   fork PID PARENT
 *   exit PID STATUS
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char census[PATH_MAX];
static pid_t own_pid, parent;

static int is_runtime(struct dl_phdr_info *info, size_t size, void *found) {
  (void)size;
  if (strstr(info->dlpi_name, "libmemtrace"))
    *(int *)found = 1;
  return 0;
}

/* One write to the end of the file, so that lines of several stay whole. */
static void note(const char *line, int length) {
  int file = open(census, O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file < 0)
    return;
  (void)!write(file, line, length);
  close(file);
}

static void before_fork(void) { parent = getpid(); }

static void in_child(void) {
  char line[64];
  own_pid = getpid();
  note(line, snprintf(line, sizeof line, "fork %d %d\n", own_pid, parent));
}

static void at_exit(int status, void *unused) {
  char line[64];
  (void)unused;
  if (own_pid == getpid())
    note(line, snprintf(line, sizeof line, "exit %d %d\n", own_pid, status));
}

__attribute__((constructor)) static void at_start(void) {
  const char *path = getenv("CENSUS_OUT");
  int traced = 0;
  dl_iterate_phdr(is_runtime, &traced);
  if (!path || strlen(path) >= sizeof census)
    return;
  strcpy(census, path);
  own_pid = getpid();
  char line[PATH_MAX + 64], program[PATH_MAX];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  program[length < 0 ? 0 : length] = 0;
  note(line, snprintf(line, sizeof line, "start %d %s %s\n", own_pid,
                      !traced                  ? "without"
                      : getenv("MEMTRACE_OUT") ? "on"
                                               : "off",
                      program));
  if (!traced)
    return;
  pthread_atfork(before_fork, NULL, in_child);
  on_exit(at_exit, NULL);
}
