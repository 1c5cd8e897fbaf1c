// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exit.cpp: all the ways in which a process ends by itself.
#include "hooks/exit.h"
#include "core/life.h"
#include "hooks/names.h"
#include "os/libc.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace memtrace::rt;

extern "C" void __real_quick_exit(int);

namespace {

void at_exit(int status, void *) { finish(status); }

// quick_exit's handlers don't learn the status, so the hook keeps it for them.
int quick_status;
void at_quick_end() { finish(quick_status); }

// Registered while the destructors of all libraries run, ours among them, and
// so called after the last of them.
__attribute__((destructor)) void at_destruction() { call_at_end(at_exit); }

using QuickExit = void (*)(int);

QuickExit real_quick_exit() {
#ifdef MEMTRACE_STATIC
  return __real_quick_exit;
#else
  return reinterpret_cast<QuickExit>(dlsym(RTLD_NEXT, "quick_exit"));
#endif
}

} // namespace

namespace memtrace::rt {
// The first to be registered is the last to be called.
void watch_quick_exit() { at_quick_exit(at_quick_end); }
} // namespace memtrace::rt

extern "C" {

MEMTRACE_EXPORT __attribute__((noreturn)) void
MEMTRACE_HOOK(quick_exit)(int status) noexcept {
  quick_status = status;
  real_quick_exit()(status);
  __builtin_unreachable();
}

MEMTRACE_EXPORT __attribute__((noreturn)) void
MEMTRACE_HOOK(_exit)(int status) {
  finish(status);
  for (;;)
    syscall(SYS_exit_group, status);
}

MEMTRACE_EXPORT __attribute__((noreturn)) void
MEMTRACE_HOOK(_Exit)(int status) {
  finish(status);
  for (;;)
    syscall(SYS_exit_group, status);
}

} // extern "C"
