// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An inline function, a wrapper and a call into uninstrumented code.
#include <cstdlib>

struct Shared {
  char bytes[40];
  static void *make() { return malloc(sizeof(Shared)); }
};
inline void *wrapper(size_t n) { return malloc(n); }
extern "C" void library(size_t n);
extern "C" void done(void);
int two();
