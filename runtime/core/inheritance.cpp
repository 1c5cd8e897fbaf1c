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

namespace {

struct Inherited {
  uint64_t bytes, blocks;
  bool is_any() const { return bytes != 0 || blocks != 0; }
};

Inherited inherited_in(uint32_t id) {
  const memtrace_counter &sum = inherited.counters[id];
  return {sum.allocated_bytes - sum.freed_bytes,
          sum.allocated_blocks - sum.freed_blocks};
}

// Null: there is no room, or nothing to keep.
memtrace_ledger_live *open_records() {
  uint32_t count = 0;
  for (uint32_t id = 1; id < inherited.count; ++id)
    count += inherited_in(id).is_any();
  return count && open_inherited(count) ? inherited_records() : nullptr;
}

} // namespace

Inheritance take_inheritance() {
  Inheritance all = {};
  memtrace_ledger_live *records = open_records();
  for (uint32_t id = 1; id < inherited.count; ++id) {
    Inherited live = inherited_in(id);
    if (!live.is_any() || !touch_counter(kSharedSlab, id))
      continue;
    memtrace_counter *counter = counter_in(slab_base(kSharedSlab), id);
    // Live, but not allocated here: totals begin at 0.
    counter->freed_bytes = 0 - live.bytes;
    counter->freed_blocks = 0 - live.blocks;
    if (records)
      records[all.contexts] = {id, 0, (int64_t)live.bytes,
                               (int64_t)live.blocks};
    all.bytes += live.bytes;
    all.blocks += live.blocks;
    ++all.contexts;
  }
  if (!records)
    all.contexts = 0;
  give_back(&inherited);
  return all;
}

} // namespace memtrace::rt
