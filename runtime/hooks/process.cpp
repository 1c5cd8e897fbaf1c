// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// process.cpp: what a program does to itself that we have to know of: daemon(),
// whose parent ends inside the C library, and prctl(), which comes before any
// seccomp filter.
#include "core/life.h"
#include "hooks/names.h"
#include "hooks/original.h"
#include "os/restrictions.h"

#include <errno.h>
#include <linux/prctl.h>
#include <linux/seccomp.h>
#include <unistd.h>

using namespace memtrace::rt;

// <sys/prctl.h> declares it without its parameters.
extern "C" int prctl(int, unsigned long, unsigned long, unsigned long,
                     unsigned long) noexcept;

MEMTRACE_DEFINE_ORIGINAL(daemon)
MEMTRACE_DEFINE_ORIGINAL(prctl)

extern "C" {

MEMTRACE_EXPORT int MEMTRACE_HOOK(daemon)(int nochdir, int noclose) noexcept {
  expect_daemon();
  int result = original_daemon()(nochdir, noclose);
  int error = errno;
  expect_no_daemon();
  errno = error;
  return result;
}

// No filter without privileges or this promise. Asking the kernel at the end
// whether there is one could be what it forbids.
MEMTRACE_EXPORT int MEMTRACE_HOOK(prctl)(int option, unsigned long a,
                                         unsigned long b, unsigned long c,
                                         unsigned long d) noexcept {
  if (option == PR_SET_SECCOMP && a == SECCOMP_MODE_STRICT)
    note_strict_restrictions();
  else if (option == PR_SET_SECCOMP ||
           (option == PR_SET_NO_NEW_PRIVS && a == 1))
    note_restrictions();
  return original_prctl()(option, a, b, c, d);
}

} // extern "C"
