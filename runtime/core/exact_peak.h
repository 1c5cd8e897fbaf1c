// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exact_peak.h: live bytes as one number that all threads write. Exact, and
// every event takes the slow way. For MEMTRACE_PEAK=exact as soon as there is a
// second thread, and for so many threads that asking all of them, as who
// settles must, would cost more than that.
#ifndef MEMTRACE_CORE_EXACT_PEAK_H
#define MEMTRACE_CORE_EXACT_PEAK_H

#include "core/escrow.h"

namespace memtrace::rt {

class ExactPeak {
public:
  bool is_on() const { return __atomic_load_n(&on_, __ATOMIC_ACQUIRE); }

  // Takes over from the escrow, if it hasn't. There is no way back.
  void begin(Escrow &escrow);

  // Adds bytes, or takes them off; what is live then.
  int64_t add(Account &account, int64_t bytes);

  // Raises the peak if so much is one.
  void raise(Escrow &escrow, int64_t live);

  // The account is about to be closed.
  void leave(Account &account);

  void hold() { lock_.acquire(); }
  void release() { lock_.release(); }

private:
  void take_in(Account &account);

  bool on_;
  int64_t live_;
  Lock lock_;
};

} // namespace memtrace::rt

#endif
