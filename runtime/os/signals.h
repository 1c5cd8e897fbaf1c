// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// signals.h: signals by their names, and a thread that none of them disturbs.
#ifndef MEMTRACE_OS_SIGNALS_H
#define MEMTRACE_OS_SIGNALS_H

#include "os/line.h"

#include <signal.h>

namespace memtrace::rt {

// The number of `USR1`, `SIGUSR1`, `10`, `RTMIN+2` or `RTMAX-1`. 0: there is
// none of that name, or it is none that a handler may be put on: it tells of a
// fault, a child or a stop, or can't be handled at all.
int usable_signal(const char *name);

// `SIGUSR1`, `SIGRTMIN+2`: of one that is usable.
void add_signal_name(Line *out, int number);

// All but those that tell of a fault: a fault whose signal is blocked ends the
// process.
void fill_with_harmless(sigset_t *set);

// No handler of the program's runs on the calling thread, which could jump out
// of what it is in the middle of, and nobody cancels it. For a process that has
// not restricted its system calls.
class Undisturbed {
public:
  Undisturbed();
  ~Undisturbed();
  Undisturbed(const Undisturbed &) = delete;
  Undisturbed &operator=(const Undisturbed &) = delete;

private:
  sigset_t before_;
  int cancellation_;
};

} // namespace memtrace::rt

#endif
