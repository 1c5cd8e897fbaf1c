// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// standstill.cpp: see standstill.h.
#include "core/standstill.h"

#include "core/busy.h"
#include "core/contexts.h"
#include "core/counting.h"
#include "core/counting_threads.h"
#include "core/inheritance.h"
#include "core/slabs.h"
#include "ledger/ledger.h"

namespace memtrace::rt {

namespace {

// While it lives, nobody else counts. Locks in the order in which an event may
// take them.
class Standstill {
public:
  Standstill() : shared_(shared_slab_lock()) {
    g_exact_peak.hold();
    g_escrow.hold();
  }
  ~Standstill() {
    g_escrow.release();
    g_exact_peak.release();
  }

private:
  Busy busy_;
  Locked shared_;
};

} // namespace

void add_up_for_fork() {
  Standstill standstill;
  add_up_inheritance();
}

FoldedCounters add_up_counters(memtrace_ledger_header *then) {
  FoldedCounters sums;
  {
    Standstill standstill;
    sums = fold_counters();
    if (then)
      *then = *g_header;
  }
  if (!then)
    return sums;
  // What is referred to was entered before what refers to it.
  auto read = [](const auto &count) {
    return __atomic_load_n(&count, __ATOMIC_ACQUIRE);
  };
  then->context_count = sums.count;
  then->caller_count = read(g_header->caller_count);
  then->site_count = read(g_header->site_count);
  then->frame_count = read(g_header->frame_count);
  then->string_bytes = read(g_header->string_bytes);
  return sums;
}

bool clear_counts() {
  Standstill standstill;
  if (!forget_all_contexts())
    return false;
  g_exact_peak.clear();
  g_escrow.clear();
  memtrace_ledger_header &header = *g_header;
  header.bad_tags = 0;
  header.untracked_blocks = header.untracked_bytes = 0;
  header.callerless_blocks = 0;
  header.inherited_blocks = header.inherited_bytes = 0;
  header.inherited_count = 0;
  header.largest_peak_bytes = 0;
  header.peak_resets = 0;
  header.pauses = header.is_paused;
  return true;
}

namespace {

Live live_and_peak(int64_t live) {
  Live all;
  all.now = live > 0 ? (uint64_t)live : 0;
  all.peak = g_header->peak_bytes;
  // What was allocated on credit may be more than the peak that was seen.
  if (all.peak < all.now)
    all.peak = all.now;
  all.peak_at_most = g_header->committed_bytes;
  if (all.peak_at_most < all.peak)
    all.peak_at_most = all.peak;
  return all;
}

} // namespace

Live live_bytes() {
  Busy busy;
  return live_and_peak(g_exact_peak.is_on() ? g_exact_peak.live()
                                            : g_escrow.live());
}

Live restart_peak() {
  attach_thread();
  Busy busy;
  if (!g_thread.slab) {
    Locked hold(shared_slab_lock());
    shared_account();
  }
  Account &account = g_thread.slab ? g_thread.account : shared_account();
  Standstill standstill;
  Live before = live_and_peak(g_exact_peak.is_on() ? g_exact_peak.live()
                                                   : g_escrow.live_held());
  if (g_exact_peak.is_on())
    g_escrow.restart_peak(before.now);
  else
    g_escrow.restart_peak(account);
  if (before.peak > g_header->largest_peak_bytes)
    g_header->largest_peak_bytes = before.peak;
  g_header->peak_resets++;
  return before;
}

namespace {

void open_escrow(uint64_t live, bool paused) {
  bool fast = !g_exact_peak.is_on();
  g_state.counter_mask =
      (uint64_t(id_capacity()) - 1) * sizeof(memtrace_counter);
  record_births(!paused);
  g_state.gates = {kShut, kShut};
  g_escrow.open(g_header, fast ? &g_state.gates : nullptr,
                g_thread.slab ? &g_thread.account : nullptr, live);
}

} // namespace

bool restart_in_child(bool paused) {
  // Nobody holds them any more who could give them back.
  shared_slab_lock() = {};
  g_exact_peak = {};
  forget_awaited_threads();
  if (!reopen_slabs())
    return false;
  Inheritance inherited = take_inheritance();
  g_header->inherited = 1;
  g_header->inherited_bytes = inherited.bytes;
  g_header->inherited_blocks = inherited.blocks;
  __atomic_store_n(&g_header->inherited_count, inherited.contexts,
                   __ATOMIC_RELEASE);
  open_escrow(inherited.bytes, paused);
  return true;
}

bool open_counting(bool paused) {
  open_escrow(0, paused);
  return open_slabs();
}

} // namespace memtrace::rt
