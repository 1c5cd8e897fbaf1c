// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_depot.h: where threads leave cached blocks for each other. One that
// frees what others have allocated fills its cache, and they empty theirs: half
// a cache of a size is handed over at once, a batch, instead of each block's
// way through glibc, whose lock they would fight for. Nobody waits here, so it
// may be used in a signal handler. In the child of a fork that came while
// another thread was here, it stays closed.
#ifndef MEMTRACE_CORE_BLOCK_DEPOT_H
#define MEMTRACE_CORE_BLOCK_DEPOT_H

#include "core/state.h"

namespace memtrace::rt {

// Blocks of one size, linked by their first words.
class BlockDepot {
public:
  // What make_batch() gives, which is called only if it can be left here; null:
  // there is none after all. False: nothing was left.
  template <typename Make> bool leave(Make make_batch) {
    if (!has_room() || !enter())
      return false;
    void *batch = has_room() ? make_batch() : nullptr;
    if (batch) {
      batches_[count_] = batch;
      set_count(count_ + 1);
    }
    go();
    return batch != nullptr;
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

  // Hands all batches to look(), the oldest first, unless another thread is
  // here.
  template <typename Look> void look_through(Look look) {
    if (!enter())
      return;
    for (uint32_t i = 0; i < count_; ++i)
      look(i, &batches_[i]);
    go();
  }

private:
  static constexpr uint32_t kMost = 15; // two lines of the processor's cache

  bool has_room() const { return count() < kMost; }
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
