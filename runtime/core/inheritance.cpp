// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// inheritance.cpp: see inheritance.h.
#include "core/inheritance.h"

#include "core/slabs.h"
#include "ledger/fold.h"
#include "ledger/ledger.h"

namespace memtrace::rt {
namespace {

FoldedCounters sums; // empty but around a fork

} // namespace

// Without memory for it nothing is inherited: frees of what was live then make
// the child's lines negative, and the sums over all processes stay right.
void add_up_inheritance() {
  if (!sums.counters)
    sums = fold_counters();
}

void drop_inheritance() { give_back(&sums); }

Inheritance take_inheritance() {
  Inheritance all = {};
  for (uint32_t id = 1; id < sums.count; ++id) {
    const memtrace_counter &sum = sums.counters[id];
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
  drop_inheritance();
  return all;
}

} // namespace memtrace::rt
