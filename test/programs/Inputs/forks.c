/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * forks.c: a family of processes, of the kind that the argument names. Each one
 * keeps an account of its own in memory that all share: what it allocated and
 * freed, what it had at its start, its peak, and how it ended. The first
 * process prints all accounts, one a line, when the others have ended.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#ifndef __GLIBC__ /* musl lacks these */
static int execveat(int folder, const char *path, char *const words[],
                    char *const variables[], int flags) {
  return folder == AT_FDCWD && !flags ? execve(path, words, variables) : -1;
}
static void closefrom(int first) {
  for (int i = first; i < 1024; i++)
    close(i);
}
#endif

enum { MOST_PROCESSES = 256, MOST_BLOCKS = 4096 };

struct account {
  pid_t pid, parent;
  long allocated, allocated_blocks, freed, freed_blocks;
  long inherited, inherited_blocks, peak;
  char end[16];
};

static struct {
  int count;
  struct account accounts[MOST_PROCESSES];
} *shared;
static struct account *me;

static void *blocks[MOST_BLOCKS];
static size_t sizes[MOST_BLOCKS];
static long live, live_blocks;

static void begin(pid_t parent) {
  int place = __atomic_fetch_add(&shared->count, 1, __ATOMIC_SEQ_CST);
  if (place >= MOST_PROCESSES)
    abort();
  me = &shared->accounts[place];
  me->pid = getpid();
  me->parent = parent;
  me->inherited = me->peak = live;
  me->inherited_blocks = live_blocks;
}

static void end_as(const char *how) { strcpy(me->end, how); }

static void drop(int place) {
  me->freed += (long)sizes[place];
  me->freed_blocks++;
  live -= (long)sizes[place];
  live_blocks--;
  free(blocks[place]);
  blocks[place] = NULL;
}

static void take(int place, size_t size) {
  blocks[place] = malloc(size);
  memset(blocks[place], place, size);
  sizes[place] = size;
  me->allocated += (long)size;
  me->allocated_blocks++;
  live += (long)size;
  live_blocks++;
  if (live > me->peak)
    me->peak = live;
}

/* Frees what it finds, its parent's blocks among it, and makes new ones. */
static void work(unsigned seed) {
  for (int i = 0; i < 300; i++) {
    seed = seed * 1103515245 + 12345;
    int place = (int)(seed >> 16) % MOST_BLOCKS;
    if (blocks[place])
      drop(place);
    else
      take(place, 1 + (seed >> 8) % 700);
  }
}

static int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) != child)
    if (errno != EINTR)
      return -1;
  return status;
}

static void finish_as(int how) {
  switch (how) {
  case 0:
    end_as("3");
    exit(3);
  case 1:
    end_as("4");
    _exit(4);
  case 2:
    end_as("killed");
#ifdef __GLIBC__
    abort();
#endif
    kill(getpid(), SIGABRT); /* musl would take a call's child for its parent */
    break;
  case 3:
    end_as("killed");
    kill(getpid(), SIGKILL);
    break;
  case 4:
    end_as("5");
    quick_exit(5);
  default:
    end_as("6");
    _Exit(6);
  }
}

static pid_t child_of(pid_t (*fork_it)(void)) {
  pid_t parent = getpid(), child = fork_it();
  if (child == 0)
    begin(parent);
  return child;
}

static void tree(int depth, int how) {
  for (int i = 0; i < 3 && depth < 3; i++) {
    work((unsigned)(depth * 7 + i));
    pid_t child = child_of(fork);
    if (child == 0) {
      work((unsigned)(depth * 100 + i + 1));
      tree(depth + 1, how);
      work(5);
      finish_as((how + depth * 3 + i) % 6);
    }
    wait_for(child);
  }
}

/* Only the last of them allocates; those between do nothing but fork. */
static void chain(void) {
  work(1);
  for (int i = 0; i < 6; i++) {
    pid_t child = child_of(fork);
    if (child == 0)
      continue;
    wait_for(child);
    if (i == 0)
      return;
    finish_as(i % 2);
  }
  work(2);
  finish_as(0);
}

static char *const words[] = {"true", NULL};

static void execute(int form) {
  switch (form) {
  case 0:
    execl("/bin/true", "true", NULL);
    break;
  case 1:
    execlp("true", "true", NULL);
    break;
  case 2:
    execle("/bin/true", "true", NULL, environ);
    break;
  case 3:
    execv("/bin/true", words);
    break;
  case 4:
    execvp("true", words);
    break;
  case 5:
    execvpe("true", words, environ);
    break;
  case 6:
    execve("/bin/true", words, environ);
    break;
  case 7:
    fexecve(open("/bin/true", O_RDONLY | O_CLOEXEC), words, environ);
    break;
  default:
    execveat(AT_FDCWD, "/bin/true", words, environ, 0);
    break;
  }
}

/* Whatever form is used, and whether or not the child has allocated. */
static void execs(void) {
  work(1);
  for (int form = 0; form < 9; form++)
    for (int first = 0; first < 2; first++) {
      pid_t child = child_of(fork);
      if (child == 0) {
        if (first)
          work(9);
        end_as("other");
        execute(form);
        _exit(99);
      }
      if (wait_for(child) != 0)
        abort();
    }
}

/* The child goes on after an exec that failed. */
static void failing_execs(void) {
  work(1);
  for (int i = 0; i < 4; i++) {
    pid_t child = child_of(fork);
    if (child == 0) {
      if (i & 1)
        work(9);
      execl("/nowhere/at/all", "all", NULL);
      work(10);
      finish_as(i < 2 ? 0 : 1);
    }
    wait_for(child);
  }
}

static void vforks(void) {
  work(1);
  for (int i = 0; i < 3; i++) {
    pid_t child = vfork();
    if (child == 0) {
      if (i == 0)
        execl("/bin/true", "true", NULL);
      if (i == 1)
        execl("/nowhere/at/all", "all", NULL);
      _exit(0);
    }
    work((unsigned)i);
    if (wait_for(child) != 0)
      abort();
  }
}

static void spawns(void) {
  work(1);
  for (int i = 0; i < 3; i++) {
    pid_t child;
    if (posix_spawnp(&child, "true", NULL, NULL, words, environ) ||
        wait_for(child) != 0 || system("true") != 0)
      abort();
    work((unsigned)i);
  }
  work(2);
}

static pid_t clone_call(void) {
  return (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}
static pid_t fork_call(void) {
#ifdef SYS_fork
  return (pid_t)syscall(SYS_fork);
#else
  return clone_call();
#endif
}

/* No handler of fork() sees these. */
static void unseen(void) {
  pid_t (*const ways[])(void) = {_Fork, clone_call, fork_call};
  for (int i = 0; i < 9; i++) {
    work((unsigned)i);
    pid_t child = child_of(ways[i % 3]);
    if (child == 0) {
      work(77);
      pid_t second = child_of(i < 3 ? fork : ways[i % 3]);
      if (second == 0) {
        work(78);
        finish_as((i + 3) % 6);
      }
      wait_for(second);
      work(79);
      finish_as(i % 6);
    }
    wait_for(child);
    work((unsigned)i);
  }
}

static void closed(void) {
  work(1);
  pid_t child = child_of(fork);
  if (child == 0) {
    closefrom(0);
    int file = open("mine", O_RDWR | O_CREAT | O_TRUNC, 0600);
    for (int i = 0; i < 50; i++)
      work((unsigned)i);
    char text[8] = "";
    if (file != 0 || write(file, "mine", 4) != 4 ||
        pread(file, text, 7, 0) != 4 || strcmp(text, "mine") != 0)
      _exit(9);
    finish_as(0);
  }
  wait_for(child);
}

/* The first process ends inside the C library. */
static void become_daemon(void) {
  work(1);
  end_as("0");
  pid_t parent = getpid();
  if (daemon(1, 1) != 0)
    abort();
  begin(parent);
  work(2);
}

static void print_accounts(void) {
  for (int i = 0; i < shared->count; i++) {
    const struct account *a = &shared->accounts[i];
    char text[300]; /* dprintf would allocate */
    int size = snprintf(
        text, sizeof text, "%d %d %ld %ld %ld %ld %ld %ld %ld %s\n", a->pid,
        a->parent, a->allocated, a->allocated_blocks, a->freed, a->freed_blocks,
        a->inherited, a->inherited_blocks, a->peak, a->end);
    if (write(1, text, (size_t)size) != size)
      abort();
  }
}

int main(int count, char **arguments) {
  const char *kind = count > 1 ? arguments[1] : "";
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED)
    return 1;
  begin(0);
  if (!strcmp(kind, "tree"))
    for (int how = 0; how < 3; how++)
      tree(1, how);
  else if (!strcmp(kind, "chain"))
    chain();
  else if (!strcmp(kind, "exec"))
    execs();
  else if (!strcmp(kind, "failing"))
    failing_execs();
  else if (!strcmp(kind, "vfork"))
    vforks();
  else if (!strcmp(kind, "spawn"))
    spawns();
  else if (!strcmp(kind, "unseen"))
    unseen();
  else if (!strcmp(kind, "closed"))
    closed();
  else if (!strcmp(kind, "daemon"))
    become_daemon();
  else
    return 2;
  end_as("7");
  print_accounts();
  return 7;
}
