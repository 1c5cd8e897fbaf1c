// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exec.cpp: all forms of exec, so that the child of a fork which becomes
// another program leaves no ledger behind. Their originals are looked up at the
// start: between fork and exec that may wait for ever.
#include "core/life.h"
#include "hooks/names.h"
#include "hooks/original.h"
#include "os/libc.h"

#include <alloca.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>

using namespace memtrace::rt;

MEMTRACE_DEFINE_ORIGINAL(execve)
MEMTRACE_DEFINE_ORIGINAL(execv)
MEMTRACE_DEFINE_ORIGINAL(execvp)
MEMTRACE_DEFINE_ORIGINAL(execvpe)
MEMTRACE_DEFINE_ORIGINAL(fexecve)
#ifdef MEMTRACE_HAS_EXECVEAT
MEMTRACE_DEFINE_ORIGINAL(execveat)
#endif

namespace {

__attribute__((constructor)) void look_up() {
  original_execve();
  original_execv();
  original_execvp();
  original_execvpe();
  original_fexecve();
#ifdef MEMTRACE_HAS_EXECVEAT
  original_execveat();
#endif
}

size_t count_arguments(va_list list) {
  va_list copy;
  va_copy(copy, list);
  size_t count = 1; // the first has a name
  while (va_arg(copy, char *))
    ++count;
  va_end(copy);
  return count;
}

// Fills in the arguments and the null at their end.
void take_arguments(char **argv, size_t count, const char *first,
                    va_list *list) {
  argv[0] = const_cast<char *>(first);
  for (size_t i = 1; i <= count; ++i)
    argv[i] = va_arg(*list, char *);
}

} // namespace

extern "C" {

MEMTRACE_EXPORT int MEMTRACE_HOOK(execve)(const char *path, char *const argv[],
                                          char *const envp[]) {
  leave_for_exec();
  return original_execve()(path, argv, envp);
}
MEMTRACE_EXPORT int MEMTRACE_HOOK(execv)(const char *path, char *const argv[]) {
  leave_for_exec();
  return original_execv()(path, argv);
}
MEMTRACE_EXPORT int MEMTRACE_HOOK(execvp)(const char *file,
                                          char *const argv[]) {
  leave_for_exec();
  return original_execvp()(file, argv);
}
MEMTRACE_EXPORT int MEMTRACE_HOOK(execvpe)(const char *file, char *const argv[],
                                           char *const envp[]) {
  leave_for_exec();
  return original_execvpe()(file, argv, envp);
}
MEMTRACE_EXPORT int MEMTRACE_HOOK(fexecve)(int fd, char *const argv[],
                                           char *const envp[]) {
  leave_for_exec();
  return original_fexecve()(fd, argv, envp);
}

#ifdef MEMTRACE_HAS_EXECVEAT
MEMTRACE_EXPORT int MEMTRACE_HOOK(execveat)(int fd, const char *path,
                                            char *const argv[],
                                            char *const envp[], int flags) {
  leave_for_exec();
  return original_execveat()(fd, path, argv, envp, flags);
}
#endif

#define MEMTRACE_TAKE_ARGUMENTS(first)                                         \
  va_list list;                                                                \
  va_start(list, first);                                                       \
  size_t count = count_arguments(list);                                        \
  auto **argv = static_cast<char **>(alloca((count + 1) * sizeof(char *)));    \
  take_arguments(argv, count, first, &list)

MEMTRACE_EXPORT int MEMTRACE_HOOK(execl)(const char *path, const char *arg,
                                         ...) {
  MEMTRACE_TAKE_ARGUMENTS(arg);
  va_end(list);
  leave_for_exec();
  return original_execv()(path, argv);
}
MEMTRACE_EXPORT int MEMTRACE_HOOK(execlp)(const char *file, const char *arg,
                                          ...) {
  MEMTRACE_TAKE_ARGUMENTS(arg);
  va_end(list);
  leave_for_exec();
  return original_execvp()(file, argv);
}
MEMTRACE_EXPORT int MEMTRACE_HOOK(execle)(const char *path, const char *arg,
                                          ...) {
  MEMTRACE_TAKE_ARGUMENTS(arg);
  char *const *envp = va_arg(list, char *const *);
  va_end(list);
  leave_for_exec();
  return original_execve()(path, argv, envp);
}

} // extern "C"
