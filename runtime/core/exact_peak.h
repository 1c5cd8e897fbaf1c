// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exact_peak.h: live bytes as one number that all threads write, one after the
// other: an event takes the lock for all that it does, so that events have an
// order, and the counters at the peak add up to it. For MEMTRACE_PEAK=exact as
// soon as there is a second thread, and for so many threads that asking all of
// them, as who settles must, would cost more than that.
#ifndef MEMTRACE_CORE_EXACT_PEAK_H
#define MEMTRACE_CORE_EXACT_PEAK_H

#include "core/escrow.h"

namespace memtrace::rt {

class ExactPeak {
public:
  bool is_on() const { return __atomic_load_n(&on_, __ATOMIC_ACQUIRE); }

  // Takes over from the escrow, if it hasn't. There is no way back.
  void begin(Escrow &escrow);

  void hold() { lock_.acquire(); }
  void release() { lock_.release(); }

  // These are called while it is held.

  // Adds bytes, or takes them off; what is live then.
  int64_t add(Account &account, int64_t bytes);
  void clear();

  // What is live; while it is not held, as it was a moment ago.
  int64_t live() const { return read_shared(live_); }

  // The account is about to be closed.
  void leave(Account &account);

private:
  void take_in(Account &account);

  bool on_;
  bool is_cleared_; // since it took over
  int64_t live_;
  uint64_t void_before_; // accounts of older generations
  Lock lock_;
};

// An event, or anything else that must not be in the middle of one.
class HeldPeak {
public:
  explicit HeldPeak(ExactPeak &peak) : peak_(peak) { peak_.hold(); }
  ~HeldPeak() { peak_.release(); }
  HeldPeak(const HeldPeak &) = delete;
  HeldPeak &operator=(const HeldPeak &) = delete;

private:
  ExactPeak &peak_;
};

} // namespace memtrace::rt

#endif
