// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// inheritance.cpp: see inheritance.h.
#include "core/inheritance.h"

#include "core/slabs.h"
#include "ledger/fold.h"
#include "ledger/ledger.h"

namespace memtrace::rt {
namespace {

// Empty but around a fork. Several threads may be at it.
__thread FoldedCounters of_this_fork;
FoldedCounters inherited; // by a child that has no ledger yet

} // namespace

// Without memory for it nothing is inherited: frees of what was live then make
// the child's lines negative, and the sums over all processes stay right.
void add_up_inheritance() { of_this_fork = fold_counters(); }
void drop_inheritance() { give_back(&of_this_fork); }

void keep_inheritance() {
  inherited = of_this_fork;
  of_this_fork = {};
}

// A child that no handler sees takes what its parent has counted since for its
// own, too.
void find_inheritance() {
  if (!inherited.counters)
    inherited = fold_counters();
}

Inheritance take_inheritance() {
  Inheritance all = {};
  for (uint32_t id = 1; id < inherited.count; ++id) {
    const memtrace_counter &sum = inherited.counters[id];
    uint64_t bytes = sum.allocated_bytes - sum.freed_bytes;
    uint64_t blocks = sum.allocated_blocks - sum.freed_blocks;
    if ((bytes == 0 && blocks == 0) || !touch_counter(kSharedSlab, id))
      continue;
    memtrace_counter *counter = counter_in(slab_base(kSharedSlab), id);
    counter->allocated_bytes = bytes;
    counter->allocated_blocks = blocks;
    all.bytes += bytes;
    all.blocks += blocks;
  }
  give_back(&inherited);
  return all;
}

} // namespace memtrace::rt
