// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// around_main.cpp: memory asked for before main, after it, and freed in
// between: by constructors and destructors of both kinds, and thread-locals.
#include <cstdio>
#include <cstdlib>
#include <thread>

// clang-format off: what belongs to a line stands on it
static void *volatile early, *volatile late;

__attribute__((constructor(101))) static void first() {
  early = std::malloc(1001); /* EXPECT 1001 1 */
}
__attribute__((destructor(101))) static void last() {
  std::free(late);
  late = std::malloc(1009); /* EXPECT 1009 1 LEFT 1009 1 */
}

struct Object {
  char *bytes = new char[1002]; /* EXPECT 3006 3 */
  ~Object() {
    delete[] bytes;
    std::free(late);
    late = std::malloc(1003); /* EXPECT 3009 3 */
  }
} object;

thread_local Object of_a_thread;

int main() {
  void *volatile p = std::malloc(1004); /* EXPECT 1004 1 */
  std::free(early);
  std::atexit([] { std::free(late); late = std::malloc(1005); }); /* EXPECT 1005 1 */
  // A thread-local that is used in main ends after main.
  if (!of_a_thread.bytes || !p)
    return 1;
  std::thread([] { of_a_thread.bytes[0] = 1; }).join();
  std::free(p);
  return 2;
}
