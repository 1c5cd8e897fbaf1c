/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * signalled.c: a program that gets SIGUSR1, in many ways, and tells what it
 * notices of that.
 *
 *   signalled WAY [FOLDER]
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void *volatile kept;
static void *volatile other;

static void handler(int number) {
  static const char text[] = "handled\n";
  if (number != SIGUSR1 || write(1, text, sizeof text - 1) < 0)
    _exit(99);
}

static void put(const char *text) {
  puts(text);
  fflush(stdout);
}

static void put_action(const struct sigaction *action) {
  put(action->sa_handler == SIG_DFL   ? "default"
      : action->sa_handler == SIG_IGN ? "ignored"
      : action->sa_handler == handler ? "own"
                                      : "another");
}

static void ask(void) {
  struct sigaction action;
  sigaction(SIGUSR1, NULL, &action);
  put_action(&action);
}

static int in_child(void (*what)(void)) {
  pid_t child = fork();
  if (child == 0) {
    what();
    exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 100 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void count_and_ask_for_snapshot(void) {
  other = malloc(70); /* LINE 3 */
  raise(SIGUSR1);
}

static void ask_for_snapshot(void) { raise(SIGUSR1); }

static void become_another_program(void) {
  signal(SIGUSR1, SIG_DFL);
  execl("/bin/sh", "sh", "-c", "exit 6", (char *)NULL);
  exit(7);
}

static void become_one_that_gets_it(void) {
  execl("/bin/sh", "sh", "-c", "kill -USR1 $$", (char *)NULL);
  exit(7);
}

/* A stack that has room for the kernel's frame and 2 KiB more, behind a page
 * that can't be written. */
static void use_small_stack(void) {
  size_t bytes = getauxval(AT_MINSIGSTKSZ) + 2048;
  char *pages = mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                     0);
  mprotect(pages + 65536, 65536, PROT_READ | PROT_WRITE);
  stack_t stack = {.ss_sp = pages + 65536, .ss_size = bytes};
  if (sigaltstack(&stack, NULL) != 0)
    _exit(98);
}

static volatile int enough;
static pthread_t allocating;

static void *pester(void *unused) {
  for (int i = 0; i < 300; i++) {
    pthread_kill(allocating, SIGUSR1);
    usleep(1);
  }
  enough = 1;
  return unused;
}

static void allocate_on_small_stack(void) {
  use_small_stack();
  allocating = pthread_self();
  pthread_t thread;
  pthread_create(&thread, NULL, pester, NULL);
  for (unsigned i = 0; !enough || i < 100000; i++) {
    free(kept);
    kept = malloc(i % 3000 + i / 64);
  }
  pthread_join(thread, NULL);
}

static void read_meanwhile(void) {
  char text[8] = "";
  put("reading");
  errno = 77;
  ssize_t n = read(0, text, sizeof text);
  printf("%zd %s %d\n", n, text, errno);
}

int main(int count, char **words) {
  const char *way = count > 1 ? words[1] : "";
  const char *folder = count > 2 ? words[2] : "";
  struct sigaction own = {.sa_handler = handler}, old;
  kept = malloc(100); /* LINE 0 */
  if (!strcmp(way, "thrice")) {
    raise(SIGUSR1);
    other = malloc(50); /* LINE 1 */
    raise(SIGUSR1);
    free(kept);
    kept = malloc(10); /* LINE 2 */
    raise(SIGUSR1);
  } else if (!strcmp(way, "once")) {
    raise(SIGUSR1);
  } else if (!strcmp(way, "real-time")) {
    raise(SIGRTMIN + 2);
  } else if (!strcmp(way, "ask")) {
    ask();
    raise(SIGUSR1);
    ask();
  } else if (!strcmp(way, "sigaction")) {
    raise(SIGUSR1);
    sigaction(SIGUSR1, &own, &old);
    put_action(&old);
    ask();
    raise(SIGUSR1);
    sigaction(SIGUSR1, &old, NULL);
    sigaction(SIGUSR1, &own, NULL);
  } else if (!strcmp(way, "signal")) {
    put(signal(SIGUSR1, handler) == SIG_DFL ? "default" : "another");
    raise(SIGUSR1);
    put(signal(SIGUSR1, SIG_IGN) == handler ? "own" : "another");
  } else if (!strcmp(way, "default")) {
    signal(SIGUSR1, SIG_DFL);
    raise(SIGUSR1);
  } else if (!strcmp(way, "child")) {
    int status = in_child(count_and_ask_for_snapshot);
    raise(SIGUSR1);
    printf("%d\n", status);
  } else if (!strcmp(way, "exec")) {
    printf("%d\n", in_child(become_another_program));
    printf("%d\n", in_child(become_one_that_gets_it));
  } else if (!strcmp(way, "vfork")) {
    if (vfork() == 0) {
      raise(SIGUSR1);
      signal(SIGUSR1, SIG_DFL); /* its own */
      _exit(0);
    }
    raise(SIGUSR1);
  } else if (!strcmp(way, "idle-child")) {
    in_child(ask_for_snapshot);
  } else if (!strcmp(way, "small")) {
    allocate_on_small_stack();
  } else if (!strcmp(way, "read")) {
    read_meanwhile();
  } else if (!strcmp(way, "limit")) {
    struct rlimit limit = {4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    raise(SIGUSR1);
    raise(SIGUSR1);
  } else if (!strcmp(way, "gone")) {
    char away[4096];
    snprintf(away, sizeof away, "%s.away", folder);
    rename(folder, away);
    raise(SIGUSR1);
    raise(SIGUSR1);
    rename(away, folder);
    raise(SIGUSR1);
  } else if (!strcmp(way, "restricted")) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    raise(SIGUSR1);
    raise(SIGUSR1);
  }
  put("end");
  return 3;
}
