// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stacks_copies.cpp: an inline function that catches, in a plain object and in
// one with stacks.
#include <stdlib.h>

#define OUT_OF_LINE __attribute__((noinline))

extern void *volatile sink;
void throws(int n);
void plain();

// What belongs to a line stands on it.
// clang-format off
inline OUT_OF_LINE void catches(int n) {
  try {
    throws(n);
  } catch (int) {
    sink = nullptr;
  }
}

#ifdef PLAIN
void plain() { catches(1); }
#else
void *volatile sink;
OUT_OF_LINE static void leaf(int n) { sink = malloc(n); } /* @ leaf */
void throws(int n) {
  leaf(n);
  throw n;
}
OUT_OF_LINE static void user(int n) {
  catches(n);
  leaf(7); /* @ behind */
  sink = malloc(8); /* @ itself */
}
int main() {
  plain();
  user(100); /* @ main */
}
#endif
