// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_depot.h: where threads leave cached blocks for each other. One that
// frees what others have allocated fills its cache, and they empty theirs: half
// a cache of a size is handed over at once, a batch, instead of each block's
// way through glibc, whose lock they would fight for. Nobody waits here, so it
// may be used in a signal handler and in the child of a fork.
#ifndef MEMTRACE_CORE_BLOCK_DEPOT_H
#define MEMTRACE_CORE_BLOCK_DEPOT_H

#include "core/state.h"

namespace memtrace::rt {

// Blocks of one size, linked by their first words.
class BlockDepot {
public:
  bool has_room() const { return count() < kMost; }

  // False: there is no room, or another thread is here.
  bool leave(void *batch) {
    if (!enter())
      return false;
    bool left = has_room();
    if (left) {
      batches_[count_] = batch;
      set_count(count_ + 1);
    }
    go();
    return left;
  }

  // The one that was left last. Null: there is none, or another thread is here.
  void *take() {
    if (count() == 0 || !enter())
      return nullptr;
    void *batch = nullptr;
    if (count_) {
      batch = batches_[count_ - 1];
      set_count(count_ - 1);
    }
    go();
    return batch;
  }

private:
  static constexpr uint32_t kMost = 15; // two lines of the processor's cache

  uint32_t count() const { return __atomic_load_n(&count_, __ATOMIC_RELAXED); }
  void set_count(uint32_t count) {
    __atomic_store_n(&count_, count, __ATOMIC_RELAXED);
  }
  bool enter() { return !__atomic_exchange_n(&taken_, 1, __ATOMIC_ACQUIRE); }
  void go() { __atomic_store_n(&taken_, 0, __ATOMIC_RELEASE); }

  uint32_t taken_;
  uint32_t count_;
  void *batches_[kMost];
};

} // namespace memtrace::rt

#endif
