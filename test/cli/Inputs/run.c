/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * run.c: what memtrace run has to leave alone: signals, files, the way to end.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t got;
static char *kept[64];

static void on_signal(int signal) { got = signal; }

static void hold(int count, size_t size) {
  for (int i = 0; i < count; i++)
    kept[i] = malloc(size);
}

int main(int argc, char **argv) {
  (void)argc;
  if (!strcmp(argv[1], "status")) {
    hold(10, 1000);
    return atoi(argv[2]);
  }
  if (!strcmp(argv[1], "die"))
    raise(atoi(argv[2]));
  if (!strcmp(argv[1], "wait")) { /* until a signal comes */
    signal(atoi(argv[2]), on_signal);
    puts("ready");
    fflush(stdout);
    while (!got)
      usleep(1000);
    printf("got %d\n", got);
    return 0;
  }
  if (!strcmp(argv[1], "state")) { /* what was inherited */
    struct sigaction pipe_action;
    sigset_t blocked;
    sigaction(SIGPIPE, 0, &pipe_action);
    sigprocmask(SIG_BLOCK, 0, &blocked);
    printf("SIGPIPE %s\n",
           pipe_action.sa_handler == SIG_IGN ? "ignored" : "default");
    for (int signal = 1; signal < 32; signal++)
      if (sigismember(&blocked, signal))
        printf("blocked %d\n", signal);
    for (int fd = 0; fd < 100; fd++)
      if (fcntl(fd, F_GETFD) >= 0)
        printf("open %d\n", fd);
    return 0;
  }
  if (!strcmp(argv[1], "become")) { /* another program, then this one */
    hold(5, 70000);
    execlp(argv[0], argv[0], "status", "7", (char *)0);
  }
  if (!strcmp(argv[1], "fork")) { /* both count */
    hold(10, 1000);
    int status = 0;
    pid_t child = fork();
    hold(10, 2000);
    if (child == 0)
      return 0;
    waitpid(child, &status, 0);
    return status;
  }
  if (!strcmp(argv[1], "grow")) { /* steps that a time line shows */
    for (int i = 0; i < 40; i++) {
      kept[i] = malloc(10000);
      usleep(5000);
    }
    return 0;
  }
  if (!strcmp(argv[1], "last")) { /* longer than a time line has room for */
    hold(10, 1000);
    usleep(2500000);
    return 0;
  }
  if (!strcmp(argv[1], "echo")) {
    char line[100];
    while (fgets(line, sizeof line, stdin))
      fputs(line, stdout);
    fputs("to stderr\n", stderr);
    return 0;
  }
  return 99;
}
