// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// signals.cpp: a program that asks who handles SIGBUS, or the signal that
// snapshots are taken by, doesn't find us.
#include "core/bus_error.h"
#include "core/signal_snapshots.h"
#include "hooks/names.h"
#include "hooks/original.h"

#include <signal.h>

using namespace memtrace::rt;

using Action = struct sigaction;

MEMTRACE_DEFINE_ORIGINAL(sigaction)
MEMTRACE_DEFINE_ORIGINAL(signal)

extern "C" {

MEMTRACE_EXPORT int MEMTRACE_HOOK(sigaction)(int number, const Action *action,
                                             Action *old) noexcept {
  bool is_watched = takes_snapshots_by(number);
  Action replaced;
  Action *was = old || !is_watched ? old : &replaced;
  int result = original_sigaction()(number, action, was);
  if (number == SIGBUS && result == 0 && old)
    hide_handler(old);
  if (is_watched && result == 0)
    note_action(was, action);
  return result;
}

MEMTRACE_EXPORT sighandler_t
MEMTRACE_HOOK(signal)(int number, sighandler_t handler) noexcept {
  sighandler_t old = original_signal()(number, handler);
  if (number == SIGBUS)
    hide_handler(&old);
  if (takes_snapshots_by(number))
    note_handler(&old, handler);
  return old;
}

} // extern "C"
