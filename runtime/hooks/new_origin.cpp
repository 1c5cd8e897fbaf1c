// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// new_origin.cpp: see new.h.
#include "hooks/new.h"

#ifdef MEMTRACE_STATIC

namespace memtrace::rt {
// Can't be told from the program's; calling it is right for both.
bool operator_new_is_the_librarys() { return false; }
} // namespace memtrace::rt

#else

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

extern "C" {
__attribute__((weak)) void *_Znwm(size_t);
__attribute__((weak)) void *_Znam(size_t);
}

namespace memtrace::rt {
namespace {

bool is_cxx_library(const char *path) {
  static const char *const kNames[] = {"libstdc++.so", "libc++.so",
                                       "libc++abi.so"};
  const char *slash = strrchr(path, '/');
  const char *file = slash ? slash + 1 : path;
  for (const char *name : kNames)
    if (strncmp(file, name, strlen(name)) == 0)
      return true;
  return false;
}

} // namespace

// The forms that are counted without a call are these two; the library's
// others call them, so that one replaced is enough.
bool operator_new_is_the_librarys() {
  void *const forms[] = {(void *)_Znwm, (void *)_Znam};
  for (void *form : forms) {
    Dl_info info;
    if (!form || !dladdr(form, &info) || !info.dli_fname ||
        !is_cxx_library(info.dli_fname))
      return false;
  }
  return true;
}

} // namespace memtrace::rt

#endif
