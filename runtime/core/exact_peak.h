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

  // Which number an event counts in: another one since each clear(). To be
  // asked for before the event learns whether its id is forgotten.
  uint32_t epoch() const { return __atomic_load_n(&epoch_, __ATOMIC_ACQUIRE); }

  // Adds bytes, or takes them off; what is live then.
  int64_t add(Account &account, int64_t bytes, uint32_t epoch);

  // Raises the peak if so much is one.
  void raise(Escrow &escrow, int64_t live, uint32_t epoch);

  // The account is about to be closed.
  void leave(Account &account);

  void hold() { lock_.acquire(); }
  void release() { lock_.release(); }

  // These are called while it is held.
  int64_t live() const { return read_shared(live_[epoch_ & 1]); }
  void clear();

private:
  void take_in(Account &account);

  bool on_;
  // The second one is for events that a clear() overtakes.
  int64_t live_[2];
  uint32_t epoch_;
  uint32_t taken_over_in_; // that epoch
  uint64_t void_before_;   // accounts of older generations
  Lock lock_;
};

} // namespace memtrace::rt

#endif
