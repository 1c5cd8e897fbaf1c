// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tracing.cpp: see tracing.h.
//
// There is one peak that is kept with its lines, from the last restart on.
// Every scope that is open keeps what the peak was before restarts that came
// while it was open, and the process as a whole is such a scope, since
// memtrace_clear() or memtrace_reset_peak().
#include "core/tracing.h"

#include "core/busy.h"
#include "core/counting.h"
#include "core/domains.h"
#include "core/life.h"
#include "core/standstill.h"
#include "core/tag.h"
#include "ledger/ledger.h"
#include "os/lock.h"

namespace memtrace::rt {
namespace {

Lock lock;
bool paused;
// The process's own, in which the list of open ones begins and ends.
memtrace_peak_scope whole = {&whole, &whole, nullptr, 0, 0, 0, 1};

void start_if_new() {
  if (mode() == Mode::kUninitialized || mode() == Mode::kInitializing)
    start();
}

void see(memtrace_peak_scope &scope, const Live &live) {
  if (live.peak > scope.seen)
    scope.seen = live.peak;
  if (live.peak_at_most > scope.seen_at_most)
    scope.seen_at_most = live.peak_at_most;
}

// The lock is held. What is current.
uint64_t restart() {
  Live before = restart_peak();
  memtrace_peak_scope *scope = &whole;
  do {
    see(*scope, before);
    scope = scope->next;
  } while (scope != &whole);
  return before.now;
}

void leave(memtrace_peak_scope *scope) {
  scope->is_open = 0;
  scope->previous->next = scope->next;
  scope->next->previous = scope->previous;
}

memtrace_traced traced_of(memtrace_peak_scope scope, const Live &live) {
  if (scope.is_open)
    see(scope, live);
  return {live.now, scope.seen, scope.seen_at_most};
}

} // namespace

bool is_paused() { return paused; }

bool has_counts() {
  start_if_new();
  return mode() == Mode::kOn;
}

void hold_tracing() { lock.acquire(); }
void release_tracing() { lock.release(); }

void reset_tracing() {
  lock = {};
  // Its peak begins with what it inherited.
  whole.seen = whole.seen_at_most = 0;
  // Those of other threads lie on stacks that nobody has any more.
  for (memtrace_peak_scope *scope = whole.next; scope != &whole;) {
    memtrace_peak_scope *next = scope->next;
    if (scope->thread != &g_thread)
      leave(scope);
    scope = next;
  }
}

bool is_available() {
  start_if_new();
  return mode() == Mode::kOn || waits_for_start();
}

int start_tracing() {
  start_if_new();
  Busy busy;
  Locked hold(lock);
  if (waits_for_start())
    return start_late();
  if (mode() != Mode::kOn)
    return why_off();
  if (paused) {
    record_births(true);
    paused = false;
    g_header->is_paused = 0;
  }
  return MEMTRACE_OK;
}

void stop_tracing() {
  if (!has_counts())
    return;
  Busy busy;
  Locked hold(lock);
  if (paused)
    return;
  record_births(false);
  paused = true;
  g_header->is_paused = 1;
  g_header->pauses++;
}

bool is_tracing() { return has_counts() && !paused; }

int clear_tracing() {
  if (!has_counts())
    return MEMTRACE_NOT_TRACING;
  Busy busy;
  Locked hold(lock);
  hold_domains();
  bool cleared = clear_counts();
  if (cleared)
    forget_domains();
  release_domains();
  if (!cleared)
    return MEMTRACE_NO_IDS;
  memtrace_peak_scope *scope = &whole;
  do {
    scope->seen = scope->seen_at_most = scope->current = 0;
    scope = scope->next;
  } while (scope != &whole);
  return MEMTRACE_OK;
}

memtrace_traced traced_memory() {
  if (!has_counts())
    return {0, 0, 0};
  Busy busy;
  Locked hold(lock);
  return traced_of(whole, live_bytes());
}

void reset_peak() {
  if (!has_counts())
    return;
  Busy busy;
  Locked hold(lock);
  restart();
  whole.seen = whole.seen_at_most = 0;
}

void open_scope(memtrace_peak_scope *scope) {
  if (!has_counts()) {
    *scope = {};
    return;
  }
  Busy busy;
  Locked hold(lock);
  // One that is open already begins anew.
  memtrace_peak_scope *open = whole.next;
  while (open != &whole && open != scope)
    open = open->next;
  if (open == scope)
    leave(scope);
  *scope = {};
  scope->current = restart();
  scope->is_open = 1;
  scope->thread = &g_thread;
  scope->next = &whole;
  scope->previous = whole.previous;
  whole.previous->next = scope;
  whole.previous = scope;
}

memtrace_traced read_scope(const memtrace_peak_scope &scope) {
  if (!has_counts())
    return {0, 0, 0};
  Busy busy;
  Locked hold(lock);
  return traced_of(scope, live_bytes());
}

void close_scope(memtrace_peak_scope *scope) {
  if (!scope->is_open || !has_counts())
    return;
  Busy busy;
  Locked hold(lock);
  see(*scope, live_bytes());
  leave(scope);
}

uint64_t overhead() {
  if (!has_counts())
    return 0;
  memtrace_ledger_header header;
  FoldedCounters sums = add_up_counters(&header);
  uint64_t blocks = 0;
  for (uint32_t id = header.first_context; id < sums.count; ++id)
    blocks +=
        sums.counters[id].allocated_blocks - sums.counters[id].freed_blocks;
  give_back(&sums);
  return read_shared(g_header->own_bytes) + blocks * kTagBytes;
}

} // namespace memtrace::rt
