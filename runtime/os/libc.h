// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libc.h: what glibc has and musl lacks. musl is for static programs only.
#ifndef MEMTRACE_OS_LIBC_H
#define MEMTRACE_OS_LIBC_H

#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__

#define MEMTRACE_HAS_EXECVEAT 1

// In words that don't depend on the locale; null: there is no such error.
inline const char *describe_error(int error) { return strerrordesc_np(error); }

// The last of all that exit() calls, if it is asked for in a destructor.
inline void call_at_end(void (*function)(int status, void *)) {
  on_exit(function, nullptr);
}

#else

inline const char *describe_error(int error) { return strerror(error); }

// exit() ends in a call of _Exit(), which a static link wraps.
inline void call_at_end(void (*)(int status, void *)) {}

#endif

#endif
