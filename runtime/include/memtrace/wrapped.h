/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * wrapped.h: the functions that a static link wraps, since it has no second
 * definition to find: the linker gets --wrap=NAME for each, the runtime
 * defines __wrap_NAME and calls __real_NAME. C11 and C++17.
 */
#ifndef MEMTRACE_WRAPPED_H
#define MEMTRACE_WRAPPED_H

#define MEMTRACE_WRAPPED(X)                                                    \
  X(malloc)                                                                    \
  X(free)                                                                      \
  X(calloc)                                                                    \
  X(realloc)                                                                   \
  X(reallocarray)                                                              \
  X(aligned_alloc)                                                             \
  X(posix_memalign)                                                            \
  X(memalign)                                                                  \
  X(valloc)                                                                    \
  X(pvalloc)                                                                   \
  X(malloc_usable_size)                                                        \
  X(pthread_create)                                                            \
  X(thrd_create)                                                               \
  X(execve)                                                                    \
  X(execv)                                                                     \
  X(execvp)                                                                    \
  X(execvpe)                                                                   \
  X(fexecve)                                                                   \
  X(execveat)                                                                  \
  X(execl)                                                                     \
  X(execlp)                                                                    \
  X(execle)                                                                    \
  X(daemon)                                                                    \
  X(prctl)                                                                     \
  X(sigaction)                                                                 \
  X(signal)                                                                    \
  X(quick_exit)                                                                \
  X(_exit)                                                                     \
  X(_Exit)

#endif
