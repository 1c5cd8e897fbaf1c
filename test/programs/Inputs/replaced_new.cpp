// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// replaced_new.cpp: a program that replaces the global operator new with one
// that asks for more and keeps a book of its own. Its operators must be called
// for every new, and what they ask malloc for is what counts.
#include "notes.h"

#include <map>
#include <new>
#include <string>
#include <vector>

static long news, deletes;

void *operator new(std::size_t size) {
  news++;
  if (void *block = std::malloc(size + 32))
    return block;
  throw std::bad_alloc();
}
void operator delete(void *block) noexcept {
  deletes += block != nullptr;
  std::free(block);
}
void operator delete(void *block, std::size_t) noexcept {
  operator delete(block);
}

// clang-format off: what belongs to a line stands on it
int main() {
  notes_start();
  volatile int n = 100;
  LINE(int *p = new int; ESCAPE(p); delete p);
  LINE(static std::vector<int> v; for (int i = 0; i < n; i++) v.push_back(i); ESCAPE(&v));
  LINE(std::map<int, std::string> m; for (int i = 0; i < n; i++) m[i] = std::string(n, 'x'); ESCAPE(&m));
  LINE(char *p = new char[n]; ESCAPE(p); delete[] p);
  LINE(int *p = new (std::nothrow) int; ESCAPE(p));
  LINE(printf("%ld news, %ld deletes\n", news, deletes));
  notes_write();
  return 0;
}
