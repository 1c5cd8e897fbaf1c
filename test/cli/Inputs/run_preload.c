// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library that somebody else preloads, and that says so.
#include <unistd.h>

__attribute__((constructor)) static void say(void) {
  if (write(2, "other\n", 6) != 6)
    _exit(1);
}
