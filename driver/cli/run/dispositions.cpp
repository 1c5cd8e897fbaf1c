// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// dispositions.cpp: see dispositions.h.
#include "run/dispositions.h"

namespace memtrace::driver {
namespace {

// By signal, for those that were set.
struct Found {
  bool is_set = false;
  struct sigaction action = {};
};
Found found[_NSIG];

} // namespace

void set_disposition(int signal, void (*handler)(int)) {
  Found &before = found[signal];
  struct sigaction action = {};
  action.sa_handler = handler;
  struct sigaction old = {};
  if (sigaction(signal, &action, &old) != 0 || before.is_set)
    return;
  before.is_set = true;
  before.action = old;
}

void restore_dispositions() {
  for (int signal = 1; signal < _NSIG; ++signal)
    if (found[signal].is_set)
      sigaction(signal, &found[signal].action, nullptr);
}

} // namespace memtrace::driver
