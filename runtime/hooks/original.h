// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// original.h: what a hook stands in for: the next definition of its name, or
// in a static link the one that the linker's --wrap has put aside.
#ifndef MEMTRACE_HOOKS_ORIGINAL_H
#define MEMTRACE_HOOKS_ORIGINAL_H

// NOLINTBEGIN(bugprone-macro-parentheses): names can't have any.
#ifdef MEMTRACE_STATIC

// At namespace scope; `name` is declared.
#define MEMTRACE_DEFINE_ORIGINAL(name)                                         \
  extern "C" decltype(name) __real_##name;                                     \
  namespace {                                                                  \
  decltype(&name) original_##name() { return __real_##name; }                  \
  }

#else

#include <dlfcn.h>

#define MEMTRACE_DEFINE_ORIGINAL(name)                                         \
  namespace {                                                                  \
  decltype(&name) original_##name() {                                          \
    static decltype(&name) found;                                              \
    decltype(&name) known = __atomic_load_n(&found, __ATOMIC_RELAXED);         \
    if (!known) {                                                              \
      known = reinterpret_cast<decltype(&name)>(dlsym(RTLD_NEXT, #name));      \
      __atomic_store_n(&found, known, __ATOMIC_RELAXED);                       \
    }                                                                          \
    return known;                                                              \
  }                                                                            \
  }

#endif
// NOLINTEND(bugprone-macro-parentheses)

#endif
