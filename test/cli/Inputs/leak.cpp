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

// No stdio: it has memory of its own.
void say(const char *text, int length) {
  if (write(1, text, (size_t)length) != length)
    _exit(1);
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
      char number[16];
      say(number, snprintf(number, sizeof number, "%d\n", (int)child));
      continue;
    }
    step(c);
    say(&c, 1);
  }
  return 0;
}
