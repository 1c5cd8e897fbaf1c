// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: meter FILE SECONDS [NAME=VALUE...] -- COMMAND...
//
// Runs a command with more variables in its environment, and writes to FILE
// what it and all its children took. It is this small because a new program
// begins with the most memory that its parent ever had as its own peak, which
// Python's would hide. The command and its children are killed after SECONDS.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile pid_t Child;

static void endCommand(int Signal) {
  (void)Signal;
  kill(-Child, SIGKILL);
}

static double now(void) {
  struct timespec Time;
  clock_gettime(CLOCK_MONOTONIC, &Time);
  return Time.tv_sec + Time.tv_nsec / 1e9;
}

static double seconds(struct timeval Time) {
  return Time.tv_sec + Time.tv_usec / 1e6;
}

static void runCommand(char **Words) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (; *Words && strcmp(*Words, "--"); ++Words)
    putenv(*Words);
  if (*Words && *++Words)
    execvp(*Words, Words);
  perror("meter: no command");
  _exit(127);
}

static int writeUsage(const char *Path, double Wall,
                      const struct rusage *Usage) {
  FILE *Out = fopen(Path, "w");
  if (!Out)
    return -1;
  fprintf(Out, "{\"cpu\": %.6f, \"wall\": %.6f, \"rss\": %ld}\n",
          seconds(Usage->ru_utime) + seconds(Usage->ru_stime), Wall,
          Usage->ru_maxrss * 1024);
  return fclose(Out);
}

int main(int Count, char **Words) {
  if (Count < 5) {
    fputs("usage: meter FILE SECONDS [NAME=VALUE...] -- COMMAND...\n", stderr);
    return 2;
  }
  double Begin = now();
  Child = fork();
  if (Child == 0)
    runCommand(Words + 3);
  signal(SIGALRM, endCommand);
  alarm((unsigned)atoi(Words[2]));
  int Status;
  struct rusage Usage;
  if (Child < 0 || wait4(Child, &Status, 0, &Usage) < 0 ||
      writeUsage(Words[1], now() - Begin, &Usage)) {
    perror("meter");
    return 2;
  }
  return WIFEXITED(Status) ? WEXITSTATUS(Status) : 128 + WTERMSIG(Status);
}
