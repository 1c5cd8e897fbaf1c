// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exact_peak.cpp: see exact_peak.h.
#include "core/exact_peak.h"

namespace memtrace::rt {

void ExactPeak::begin(Escrow &escrow) {
  Locked hold(lock_);
  if (on_)
    return;
  live_[epoch_ & 1] = escrow.give_up_accounts();
  taken_over_in_ = epoch_;
  void_before_ = escrow.cleared();
  __atomic_store_n(&on_, true, __ATOMIC_RELEASE);
}

// What an account's thread did after it was added up belongs to it still.
void ExactPeak::take_in(Account &account) {
  if (account.is_taken_in)
    return;
  account.is_taken_in = true;
  int64_t live = account.base - (int64_t)(account.credit - 1);
  if (epoch() == taken_over_in_ && account.generation >= void_before_)
    __atomic_add_fetch(&live_[taken_over_in_ & 1],
                       live - read_shared(account.given_up), __ATOMIC_RELAXED);
}

int64_t ExactPeak::add(Account &account, int64_t bytes, uint32_t epoch) {
  take_in(account);
  return __atomic_add_fetch(&live_[epoch & 1], bytes, __ATOMIC_RELAXED);
}

void ExactPeak::raise(Escrow &escrow, int64_t live, uint32_t epoch) {
  if (live <= escrow.peak())
    return;
  Locked hold(lock_);
  if (epoch == epoch_ && live > escrow.peak())
    escrow.raise((uint64_t)live);
}

void ExactPeak::clear() {
  live_[(epoch_ + 1) & 1] = 0;
  __atomic_store_n(&epoch_, epoch_ + 1, __ATOMIC_RELEASE);
}

void ExactPeak::leave(Account &account) {
  if (is_on())
    take_in(account);
}

} // namespace memtrace::rt
