// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stacks_catch.cpp: exceptions that leave functions with stacks, and where they
// are caught. With -DPLAIN the part that nobody instrumented.
#include <cstdlib>
#include <stdexcept>

extern void *volatile sink;
void plain_catch(void (*f)(int), int n);
void plain_rethrow(void (*f)(int), int n);

// What belongs to a line stands on it.
// clang-format off
#ifdef PLAIN
void *volatile sink;
void plain_catch(void (*f)(int), int n) {
  try { f(n); } catch (...) {}
}
void plain_rethrow(void (*f)(int), int n) {
  try { f(n); } catch (...) { throw; }
}
#else
#define NOINLINE __attribute__((noinline))

NOINLINE static void leaf(int n) {
  sink = malloc(n); // @ leaf
}

NOINLINE static void throws(int n) {
  leaf(n); // @ before throw
  throw n;
}

NOINLINE static void deeper(int n) {
  throws(n); // @ deeper
  sink = nullptr;
}

struct Cleanup {
  int n;
  NOINLINE ~Cleanup() {
    leaf(n); // @ cleanup
  }
};

NOINLINE static void with_cleanup(int n) {
  Cleanup cleanup{n + 1};
  deeper(n); // @ with cleanup
} // @ end of with_cleanup

NOINLINE static void catches(int n) {
  try {
    deeper(n); // @ in try
  } catch (int) {
    leaf(n + 1); // @ handler
  }
  leaf(n + 2); // @ after catch
}

NOINLINE static void by_plain() {
  plain_catch(deeper, 30); // @ plain catch
  leaf(31); // @ after plain catch
  try {
    plain_rethrow(with_cleanup, 40); // @ plain rethrow
  } catch (...) {
    leaf(42); // @ handler of rethrow
  }
}

NOINLINE static void ends_at_once() {
  plain_catch(deeper, 50); // @ nothing after
}

int main() {
  for (int i = 0; i < 2; i++)
    catches(10); // @ catches
  by_plain(); // @ by plain
  ends_at_once(); // @ at once
  leaf(60); // @ end
  return 0;
}
#endif
