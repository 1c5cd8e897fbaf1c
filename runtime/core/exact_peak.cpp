// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exact_peak.cpp: see exact_peak.h.
#include "core/exact_peak.h"

namespace memtrace::rt {

void ExactPeak::begin(Escrow &escrow) {
  Locked hold(lock_);
  if (on_)
    return;
  live_ = escrow.give_up_accounts();
  __atomic_store_n(&on_, true, __ATOMIC_RELEASE);
}

// What an account's thread did after it was added up belongs to it still.
void ExactPeak::take_in(Account &account) {
  if (account.is_taken_in)
    return;
  account.is_taken_in = true;
  int64_t live = account.base - (int64_t)(account.credit - 1);
  __atomic_add_fetch(&live_, live - read_shared(account.given_up),
                     __ATOMIC_RELAXED);
}

int64_t ExactPeak::add(Account &account, int64_t bytes) {
  take_in(account);
  return __atomic_add_fetch(&live_, bytes, __ATOMIC_RELAXED);
}

void ExactPeak::raise(Escrow &escrow, int64_t live) {
  if (live <= escrow.peak())
    return;
  Locked hold(lock_);
  if (live > escrow.peak())
    escrow.raise((uint64_t)live);
}

void ExactPeak::leave(Account &account) {
  if (is_on())
    take_in(account);
}

} // namespace memtrace::rt
