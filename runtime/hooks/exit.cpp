// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exit.cpp: all the ways in which a process ends by itself.
#include "hooks/exit.h"
#include "core/life.h"
#include "hooks/names.h"
#include "os/libc.h"
#include "os/restrictions.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace memtrace::rt;

extern "C" void __real_quick_exit(int);

namespace {

// exit() goes on where it was, for glibc, with the status that it got last: it
// still flushes and puts back what is the C library's.
void at_exit(int status, void *) {
  int wanted = finish(status);
  if (wanted != status)
    exit(wanted);
}

__attribute__((noreturn)) void end_process(int status) {
  for (;;)
    syscall(SYS_exit_group, status);
}

// Under restrictions this may be a vfork child, which can't be told from its
// parent, and whose status isn't ours.
__attribute__((noreturn)) void end_at_once(int status) {
  bool is_ours = !is_restricted();
  int wanted = finish(status);
  end_process(is_ours ? wanted : status);
}

// quick_exit's handlers don't learn the status, so the hook keeps it for them.
int quick_status;
void at_quick_end() {
  int wanted = finish(quick_status);
  if (wanted != quick_status)
    end_process(wanted);
}

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
  end_at_once(status);
}

MEMTRACE_EXPORT __attribute__((noreturn)) void
MEMTRACE_HOOK(_Exit)(int status) {
  end_at_once(status);
}

} // extern "C"
