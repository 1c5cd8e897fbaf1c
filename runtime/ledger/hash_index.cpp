// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hash_index.cpp: see hash_index.h.
#include "ledger/hash_index.h"

#include "ledger/section.h"
#include "os/memory.h"

namespace memtrace::rt {

void HashIndex::put(Entry entry) {
  size_t i = entry.key;
  while (entries_[i & (slots_ - 1)].value)
    ++i;
  entries_[i & (slots_ - 1)] = entry;
}

bool HashIndex::widen() {
  Entry *old = entries_;
  size_t old_slots = slots_;
  size_t wider = slots_ ? slots_ * 2 : page_size() / sizeof *old;
  auto *fresh = static_cast<Entry *>(map(wider * sizeof *old));
  if (!fresh)
    return false;
  entries_ = fresh;
  slots_ = wider;
  count_own_bytes((wider - old_slots) * sizeof *old);
  for (size_t i = 0; i < old_slots; ++i)
    if (old[i].value)
      put(old[i]);
  if (old)
    unmap(old, old_slots * sizeof *old);
  return true;
}

void HashIndex::clear() {
  for (size_t i = 0; i < slots_; ++i)
    entries_[i] = {};
  taken_ = 0;
}

bool HashIndex::add(uint64_t hash, uint32_t value) {
  // A table that can't be widened serves until it is nearly full: the search
  // needs an end.
  if (taken_ * 2 >= slots_ && !widen() && taken_ + 2 > slots_)
    return false;
  put({fold(hash), value});
  ++taken_;
  return true;
}

} // namespace memtrace::rt
