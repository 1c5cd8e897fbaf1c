/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * endures.c: counts at many lines and in many threads, so that its ledger grows
 * before and after something happens to it: from outside, while it waits, or by
 * its own doing. What it writes and how it ends is its own all the time.
 *
 *   endures THREADS WAY [FOLDER]
 *
 * It says "ready", reads a line, does what WAY says, and goes on. Each thread
 * allocates at every 64th line; all threads live at the same time.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SITES = 4000, STEP = 64, BUSY_THREADS = 3, BUSY_EVENTS = 300000 };

void at_one_of_many_lines(unsigned number); /* in many.c */

static pthread_barrier_t barrier;

static void put(const char *text) {
  if (write(1, text, strlen(text)) < 0)
    _exit(99);
}

static void *step_through(void *unused) {
  pthread_barrier_wait(&barrier);
  for (unsigned i = 0; i < SITES; i += STEP)
    at_one_of_many_lines(i);
  pthread_barrier_wait(&barrier);
  return unused;
}

static void *be_busy(void *unused) {
  pthread_barrier_wait(&barrier);
  for (int i = 0; i < BUSY_EVENTS; i++) {
    void *volatile block = malloc(100);
    free(block);
  }
  return unused;
}

static pthread_t threads[512];

static void start(unsigned count, void *(*function)(void *)) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 64 << 10);
  pthread_barrier_init(&barrier, NULL, count + 1);
  for (unsigned i = 0; i < count; i++)
    if (pthread_create(&threads[i], &small, function, NULL) != 0) {
      put("no thread\n");
      _exit(98);
    }
}

static void finish(unsigned count) {
  for (unsigned i = 0; i < count; i++)
    pthread_join(threads[i], NULL);
}

static void limit(int what, rlim_t value) {
  struct rlimit limit = {value, value};
  if (setrlimit(what, &limit) != 0)
    put("no limit\n");
}

/* Every second page another protection, until there are no mappings left. */
static void use_up_mappings(void) {
  size_t page = 4096, pages = 140000;
  char *area = mmap(NULL, pages * page, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  size_t i = 0;
  while (i < pages && mprotect(area + i * page, page, PROT_READ) == 0)
    i += 2;
  put(i < pages ? "no mappings are left\n" : "there are more mappings\n");
}

#define ANSWER(number, action)                                                 \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1),                         \
      BPF_STMT(BPF_RET | BPF_K, (action))
#define LOAD_NUMBER                                                            \
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))

static void filter(struct sock_filter *code, size_t size) {
  struct sock_fprog program = {(unsigned short)(size / sizeof *code), code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
    put("no filter\n");
}

/* Nothing that has to do with files' names. */
static void forbid(uint32_t action) {
  struct sock_filter code[] = {
      LOAD_NUMBER,
      ANSWER(SYS_open, action),
      ANSWER(SYS_openat, action),
      ANSWER(SYS_openat2, action),
      ANSWER(SYS_creat, action),
      ANSWER(SYS_stat, action),
      ANSWER(SYS_lstat, action),
      ANSWER(SYS_newfstatat, action),
      ANSWER(SYS_unlink, action),
      ANSWER(SYS_unlinkat, action),
      ANSWER(SYS_rename, action),
      ANSWER(SYS_renameat2, action),
      ANSWER(SYS_ftruncate, action),
      ANSWER(SYS_truncate, action),
      ANSWER(SYS_fallocate, action),
      ANSWER(SYS_prctl, action),
      ANSWER(SYS_getpid, action),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  filter(code, sizeof code);
}

/* Only what this program and its allocator need. */
static void allow_little(void) {
  struct sock_filter code[] = {
      LOAD_NUMBER,
      ANSWER(SYS_read, SECCOMP_RET_ALLOW),
      ANSWER(SYS_write, SECCOMP_RET_ALLOW),
      ANSWER(SYS_brk, SECCOMP_RET_ALLOW),
      ANSWER(SYS_mmap, SECCOMP_RET_ALLOW),
      ANSWER(SYS_munmap, SECCOMP_RET_ALLOW),
      ANSWER(SYS_mremap, SECCOMP_RET_ALLOW),
      ANSWER(SYS_mprotect, SECCOMP_RET_ALLOW),
      ANSWER(SYS_futex, SECCOMP_RET_ALLOW),
      ANSWER(SYS_rt_sigreturn, SECCOMP_RET_ALLOW),
      ANSWER(SYS_exit, SECCOMP_RET_ALLOW),
      ANSWER(SYS_exit_group, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  filter(code, sizeof code);
}

/* The files of a program that thinks that it has no others. */
static void take_descriptors(void) {
  for (int i = 3; i < 1024; i++)
    close(i);
  for (int i = 0; i < 20; i++) {
    char name[] = "mine.a";
    name[5] = (char)('a' + i);
    int file = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file != i + 3 || write(file, "mine\n", 5) != 5)
      put("other descriptors\n");
  }
}

static void happen(const char *way, const char *folder) {
  if (!strcmp(way, "descriptors"))
    take_descriptors();
  else if (!strcmp(way, "no-descriptors"))
    limit(RLIMIT_NOFILE, 0);
  else if (!strcmp(way, "file-size"))
    limit(RLIMIT_FSIZE, 512);
  else if (!strcmp(way, "errno"))
    forbid(SECCOMP_RET_ERRNO | 1);
  else if (!strcmp(way, "kill"))
    forbid(SECCOMP_RET_KILL_PROCESS);
  else if (!strcmp(way, "little"))
    allow_little();
  else if (!strcmp(way, "root") && (chroot(folder) || chdir("/")))
    put("no root\n");
  else if (!strcmp(way, "rights") && (setgid(65534) || setuid(65534)))
    put("no rights\n");
  else if (!strcmp(way, "strict")) {
    void *volatile room = malloc(100000); /* for all that comes */
    free(room);
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
      put("not strict\n");
  }
}

int main(int count, char **words) {
  char line[2];
  if (count < 3)
    return 2;
  unsigned threads = (unsigned)atoi(words[1]);
  const char *way = words[2];
  int busy = !strcmp(way, "busy"), mappings = !strcmp(way, "mappings");
  if (mappings)
    mallopt(M_ARENA_MAX, 1); /* which grows without one */
  for (unsigned i = 0; i < SITES / 2; i++)
    at_one_of_many_lines(i);
  if (busy)
    start(BUSY_THREADS, be_busy);
  if (mappings)
    start(threads, step_through); /* they could not start later */
  put("ready\n");
  if (busy)
    pthread_barrier_wait(&barrier);
  while (read(0, line, 1) == 1 && line[0] != '\n')
    ;
  if (busy)
    finish(BUSY_THREADS);
  happen(way, count > 3 ? words[3] : "");
  if (mappings)
    use_up_mappings();
  if (!strcmp(way, "strict")) {
    for (unsigned i = 0; i < SITES / 2; i++)
      at_one_of_many_lines(i);
    put("done\n");
    syscall(SYS_exit, 7);
  }
  for (unsigned i = SITES / 2; i < SITES; i++)
    at_one_of_many_lines(i);
  if (!strcmp(way, "blocked")) { /* as servers do in their threads */
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
  }
  if (threads && !mappings)
    start(threads, step_through);
  if (threads) {
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    finish(threads);
  }
  put("done\n");
  return 7;
}
