// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// lock.h: a lock for short, rare sections. Valid when zero; needs no library
// and no destructor, so that it works before and after both.
#ifndef MEMTRACE_OS_LOCK_H
#define MEMTRACE_OS_LOCK_H

#include "os/restrictions.h"

#include <sched.h>

namespace memtrace::rt {

// In a loop that waits for another thread.
inline void let_others_run() {
  if (!is_restricted())
    sched_yield();
}

class Lock {
public:
  void acquire() {
    while (__atomic_exchange_n(&held_, true, __ATOMIC_ACQUIRE))
      let_others_run();
  }
  void release() { __atomic_store_n(&held_, false, __ATOMIC_RELEASE); }

private:
  bool held_ = false;
};

class Locked {
public:
  explicit Locked(Lock &lock) : lock_(lock) { lock_.acquire(); }
  ~Locked() { lock_.release(); }
  Locked(const Locked &) = delete;
  Locked &operator=(const Locked &) = delete;

private:
  Lock &lock_;
};

} // namespace memtrace::rt

#endif
