// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// busy.h: a signal handler that allocates in the middle of one of our events
// must neither wait for a lock that its own thread holds nor find a counter
// half changed.
#ifndef MEMTRACE_CORE_BUSY_H
#define MEMTRACE_CORE_BUSY_H

#include "core/state.h"

namespace memtrace::rt {

class Busy {
public:
  Busy() : first_(!g_thread.busy) {
    g_thread.busy = true;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
  }
  ~Busy() {
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (first_)
      g_thread.busy = false;
  }
  Busy(const Busy &) = delete;
  Busy &operator=(const Busy &) = delete;

  // False: this thread is in the middle of another event.
  bool is_first() const { return first_; }

private:
  bool first_;
};

} // namespace memtrace::rt

#endif
