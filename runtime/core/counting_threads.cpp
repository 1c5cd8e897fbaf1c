// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// counting_threads.cpp: see counting_threads.h.
#include "core/counting_threads.h"

#include "core/busy.h"
#include "core/options.h"
#include "core/slabs.h"

namespace memtrace::rt {

namespace {

// With more threads than this at a time the peak is counted exactly.
constexpr uint32_t kMostAccounts = 128;

void count_exactly_if_needed(uint32_t threads) {
  if (((g_options.exact_peak && threads > 1) || threads > kMostAccounts) &&
      !g_exact_peak.is_on())
    g_exact_peak.begin(g_escrow);
}

// Threads that were there before the first event, and have had none yet.
uint32_t waited_for;

void wait_for_one_less() {
  uint32_t count = read_shared(waited_for);
  while (count &&
         !__atomic_compare_exchange_n(&waited_for, &count, count - 1, true,
                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
  if (count)
    g_escrow.expect_no_more();
}

} // namespace

void expect_threads(uint32_t count) {
  for (uint32_t i = 0; i < count; ++i)
    g_escrow.expect();
  waited_for = count;
}

__attribute__((noinline)) void attach_new_thread() {
  Busy busy;
  if (!attach_slab())
    return;
  if (!g_thread.was_expected)
    wait_for_one_less();
  // Also of a thread that nobody expected.
  count_exactly_if_needed(g_escrow.threads());
}

void leave_counting() {
  g_exact_peak.leave(g_thread.account);
  g_escrow.leave(g_thread.account);
}

void expect_thread() {
  Busy busy;
  g_escrow.expect();
  count_exactly_if_needed(g_escrow.threads());
}

void expect_no_thread() { g_escrow.expect_no_more(); }

void forget_awaited_threads() { waited_for = 0; }

} // namespace memtrace::rt
