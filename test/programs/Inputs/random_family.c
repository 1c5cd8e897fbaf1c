/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * random_family.c: a family of processes that do what a seed says, each with
 * several threads: they allocate, resize and free each other's blocks, and
 * fork in between, also children of children. Each process keeps its own books
 * by line and appends them to a file at its end:
 *
 *   PID LINE ALLOCATED-BYTES ALLOCATED-BLOCKS LIVE-BYTES LIVE-BLOCKS
 *
 * where what was live at the fork counts as allocated, as in a ledger.
 *
 *   random_family SEED STEPS THREADS BOOKS
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINES = 6, SLOTS = 512, DEPTH = 2, CHILDREN = 6 };

struct block {
  void *address;
  size_t size;
  int line;
};

static struct book {
  int line; /* in the source, known when it is first used */
  int64_t allocated_bytes, allocated_blocks, live_bytes, live_blocks;
} books[LINES];
static struct block blocks[SLOTS];
static pthread_mutex_t slot_locks[SLOTS];
static pthread_mutex_t books_lock = PTHREAD_MUTEX_INITIALIZER;
/* Those who act hold it for reading, who forks for writing: the books are then
 * those of the blocks. */
static pthread_rwlock_t acting = PTHREAD_RWLOCK_INITIALIZER;
static int depth, steps, threads;
static uint64_t seed;

static uint64_t next(uint64_t *state) { /* xorshift */
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void enter(int index, int line, int64_t bytes, int64_t blocks) {
  pthread_mutex_lock(&books_lock);
  books[index].line = line;
  if (blocks > 0) {
    books[index].allocated_bytes += bytes;
    books[index].allocated_blocks += blocks;
  }
  books[index].live_bytes += bytes;
  books[index].live_blocks += blocks;
  pthread_mutex_unlock(&books_lock);
}

/* Each line is a row; what belongs to one stands on it. */
/* clang-format off */
static void *ask(int index, void *old, size_t size, int *line) {
  switch (index) {
  case 0: *line = __LINE__; return malloc(size);
  case 1: *line = __LINE__; return calloc(1, size);
  case 2: *line = __LINE__; return aligned_alloc(64, size);
  case 3: *line = __LINE__; return malloc(size + 100000); /* a mapping at times */
  case 4: *line = __LINE__; return realloc(old, size);
  default: *line = __LINE__; return realloc(old, size * 3);
  }
}
/* clang-format on */

static size_t asked(int index, size_t size) {
  return index == 3 ? size + 100000 : index == 5 ? size * 3 : size;
}

static void act(uint64_t *random) {
  struct block *block = &blocks[next(random) % SLOTS];
  pthread_mutex_t *lock = &slot_locks[block - blocks];
  pthread_mutex_lock(lock);
  int index = (int)(next(random) % LINES);
  size_t size = 1 + next(random) % (index == 3 ? 200000 : 700);
  if (!block->address || index >= 4) { /* new, or resized */
    int line;
    void *address = ask(index, block->address, size, &line);
    if (!address)
      abort();
    if (block->address)
      enter(block->line, books[block->line].line, -(int64_t)block->size, -1);
    block->address = address;
    block->size = asked(index, size);
    block->line = index;
    enter(index, line, (int64_t)block->size, 1);
    memset(address, (int)size, block->size);
  } else {
    free(block->address);
    block->address = NULL;
    enter(block->line, books[block->line].line, -(int64_t)block->size, -1);
  }
  pthread_mutex_unlock(lock);
}

static void *work(void *argument) {
  uint64_t random = seed * 1000003 + (uintptr_t)argument * 7919 + 1;
  for (int i = 0; i < steps; i++) {
    pthread_rwlock_rdlock(&acting);
    act(&random);
    pthread_rwlock_unlock(&acting);
  }
  return NULL;
}

static void begin_child(int number) {
  depth++;
  seed = seed * 31 + (uint64_t)number + 1;
  for (int i = 0; i < LINES; i++) {
    books[i].allocated_bytes = books[i].live_bytes;
    books[i].allocated_blocks = books[i].live_blocks;
  }
  pthread_rwlock_init(&acting, NULL); /* its holder is this process's */
}

/* In the one thread that goes on, also in children. */
static int live(const char *path) {
  pthread_t others[16];
  pid_t children[CHILDREN];
  int count = 0, failed = 0;
  for (int i = 0; i < threads; i++)
    if (pthread_create(&others[i], NULL, work, (void *)(uintptr_t)(i + 1)))
      abort();
  uint64_t random = seed;
  for (int i = 0; depth < DEPTH && i < CHILDREN; i++) {
    for (int k = 0; k < steps / CHILDREN; k++) {
      pthread_rwlock_rdlock(&acting);
      act(&random);
      pthread_rwlock_unlock(&acting);
    }
    pthread_rwlock_wrlock(&acting);
    pid_t child = fork();
    if (child == 0) {
      begin_child(i);
      _Exit(live(path));
    }
    children[count++] = child;
    pthread_rwlock_unlock(&acting);
  }
  for (int i = 0; i < threads; i++)
    pthread_join(others[i], NULL);
  for (int i = 0; i < count; i++) {
    int status;
    if (waitpid(children[i], &status, 0) != children[i] || status)
      failed = 1;
  }
  char text[4096];
  int size = 0;
  for (int i = 0; i < LINES; i++)
    size += snprintf(
        text + size, sizeof text - (size_t)size, "%d %d %lld %lld %lld %lld\n",
        getpid(), books[i].line, (long long)books[i].allocated_bytes,
        (long long)books[i].allocated_blocks, (long long)books[i].live_bytes,
        (long long)books[i].live_blocks);
  int fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (fd < 0 || write(fd, text, (size_t)size) != size || close(fd))
    failed = 1;
  return failed;
}

int main(int argc, char **argv) {
  if (argc != 5)
    return 2;
  seed = strtoull(argv[1], NULL, 10) * 2654435761u + 88172645463325252u;
  steps = atoi(argv[2]);
  threads = atoi(argv[3]);
  for (int i = 0; i < SLOTS; i++)
    pthread_mutex_init(&slot_locks[i], NULL);
  return live(argv[4]);
}
