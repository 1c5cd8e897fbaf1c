/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * run.c: what memtrace run has to leave alone: signals, files, the way to end.
 */
#include <errno.h>
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

static volatile sig_atomic_t count;
static void on_counted(int signal) {
  (void)signal;
  count++;
}

static void catch (int signal, void (*handler)(int)) {
  struct sigaction action = {0};
  action.sa_handler = handler;
  sigaction(signal, &action, 0);
}

int main(int argc, char **argv) {
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
  if (!strcmp(argv[1], "count")) { /* signals, until one that ends us */
    int group = getpgrp();
    catch (SIGRTMIN + 1, on_counted);
    catch (SIGRTMIN + 2, on_signal);
    if (argc > 2 && !strcmp(argv[2], "apart"))
      setpgid(0, 0);
    for (int i = 0; argc > 2 && i < 20; i++) {
      if (!strcmp(argv[2], "self"))
        kill(0, SIGRTMIN + 1);
      if (!strcmp(argv[2], "child") && fork() == 0) {
        kill(-group, SIGRTMIN + 1);
        _exit(0);
      }
    }
    while (wait(0) > 0 || errno == EINTR)
      ;
    puts("ready");
    fflush(stdout);
    for (;; got = 0) {
      while (!got)
        usleep(1000);
      printf("%d\n", (int)count);
      fflush(stdout);
    }
  }
  if (!strcmp(argv[1], "stop")) { /* ourselves, over and over */
    catch (SIGCONT, on_counted);
    for (int i = 0; i < atoi(argv[3]); i++)
      raise(atoi(argv[2]));
    printf("continued %d\n", (int)count);
    return 0;
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
