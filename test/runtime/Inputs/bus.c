/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * bus.c: a program and SIGBUS: what it finds, handles, and dies of.
 *
 *   bus WAY FILE
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char *lost;

static void put(const char *text) {
  if (write(1, text, strlen(text)) < 0)
    _exit(99);
}

static void handler(int number, siginfo_t *info, void *unused) {
  (void)unused;
  put(number != SIGBUS                ? "another signal\n"
      : info->si_code <= 0            ? "sent\n"
      : info->si_addr == (void *)lost ? "at the address\n"
                                      : "at another address\n");
  if (info->si_code > 0)
    _exit(4);
}

static void old_handler(int number) {
  put(number == SIGBUS ? "handled\n" : "another signal\n");
  _exit(5);
}

/* A page of a file that is no longer there. */
static void fault(const char *name) {
  int file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ftruncate(file, 4096) != 0)
    _exit(98);
  lost = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (ftruncate(file, 0) != 0)
    _exit(97);
  *(volatile char *)lost = 1;
}

static void *volatile kept;

int main(int count, char **words) {
  if (count != 3)
    return 2;
  const char *way = words[1];
  kept = malloc(100);
  struct sigaction old, own = {.sa_flags = SA_SIGINFO};
  own.sa_sigaction = handler;
  if (strstr(way, "ask")) {
    sigaction(SIGBUS, NULL, &old);
    put(old.sa_handler == SIG_DFL ? "default\n" : "not default\n");
    put(signal(SIGBUS, SIG_DFL) == SIG_DFL ? "default\n" : "not default\n");
  }
  if (strstr(way, "handle")) {
    sigaction(SIGBUS, &own, &old);
    put(old.sa_handler == SIG_DFL ? "default\n" : "not default\n");
    sigaction(SIGBUS, NULL, &old);
    put(old.sa_sigaction == handler ? "own\n" : "not own\n");
  }
  if (strstr(way, "signal"))
    put(signal(SIGBUS, old_handler) == SIG_DFL ? "default\n" : "not default\n");
  if (strstr(way, "ignore"))
    put(signal(SIGBUS, SIG_IGN) == SIG_DFL ? "default\n" : "not default\n");
  if (strstr(way, "raise"))
    raise(SIGBUS);
  if (strstr(way, "kill"))
    kill(getpid(), SIGBUS);
  if (strstr(way, "twice")) {
    raise(SIGBUS);
    put("again\n");
  }
  if (strstr(way, "fault"))
    fault(words[2]);
  put("end\n");
  return 3;
}
