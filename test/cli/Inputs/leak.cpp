// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// leak.cpp: allocates a step at a time, for each byte that it reads: what is
// kept, what is not, and, for an 'm', much at once. Says each byte when it is
// done. An 'f' forks a child that counts nothing; `q` or the end: return.
#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <vector>

static std::vector<char *> cache;

__attribute__((noinline)) char *grow(size_t bytes) {
  char *block = (char *)malloc(bytes);
  block[0] = 1;
  return block;
}

__attribute__((noinline)) void step(char c) {
  cache.push_back(grow(c == 'm' ? 1 << 20 : 4096));
  free(grow(100));
}

int main() {
  cache.reserve(1000);
  char c;
  while (read(0, &c, 1) == 1 && c != 'q') {
    if (c == 'f') {
      pid_t child = fork();
      if (child == 0) {
        pause();
        _exit(0);
      }
      dprintf(1, "%d\n", (int)child);
      continue;
    }
    step(c);
    dprintf(1, "%c", c);
  }
  return 0;
}
