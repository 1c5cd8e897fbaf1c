// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// busy.h: a signal handler that allocates in the middle of one of our events
// must neither wait for a lock that its own thread holds nor find a counter
// half changed.
#ifndef MEMTRACE_CORE_BUSY_H
#define MEMTRACE_CORE_BUSY_H

#include "core/put_off.h"

namespace memtrace::rt {

class Busy {
public:
  // In the middle of an event of the site, if it has one.
  explicit Busy(memtrace_site *site = nullptr)
      : site_(site), first_(!g_thread.busy) {
    g_thread.busy = true;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
  }
  ~Busy() {
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (!first_)
      return;
    g_thread.busy = false;
    // Who puts something off after this sees that the event is over.
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    if (__builtin_expect(g_thread.put_off, 0))
      do_what_was_put_off(site_);
  }
  Busy(const Busy &) = delete;
  Busy &operator=(const Busy &) = delete;

  // False: this thread is in the middle of another event.
  bool is_first() const { return first_; }

private:
  memtrace_site *site_;
  bool first_;
};

} // namespace memtrace::rt

#endif
