// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// exact_peak.cpp: see exact_peak.h.
#include "core/exact_peak.h"

namespace memtrace::rt {

void ExactPeak::begin(Escrow &escrow) {
  Locked hold(lock_);
  if (on_)
    return;
  write_own(live_, escrow.give_up_accounts());
  void_before_ = escrow.cleared();
  __atomic_store_n(&on_, true, __ATOMIC_RELEASE);
}

// What an account's thread did after it was added up belongs to it still.
void ExactPeak::take_in(Account &account) {
  if (account.is_taken_in)
    return;
  account.is_taken_in = true;
  int64_t live = account.base - (int64_t)(account.credit - 1);
  if (!is_cleared_ && account.generation >= void_before_)
    add_own(live_, live - read_shared(account.given_up));
}

int64_t ExactPeak::add(Account &account, int64_t bytes) {
  take_in(account);
  add_own(live_, bytes);
  return live_;
}

void ExactPeak::clear() {
  write_own(live_, int64_t(0));
  is_cleared_ = true;
}

void ExactPeak::leave(Account &account) {
  if (!is_on())
    return;
  HeldPeak held(*this);
  take_in(account);
}

} // namespace memtrace::rt
