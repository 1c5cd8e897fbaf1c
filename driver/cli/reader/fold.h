// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fold.h: the counters of all slabs, added up while they are read: there may
// be a slab for each of thousands of threads.
#ifndef MEMTRACE_DRIVER_CLI_READER_FOLD_H
#define MEMTRACE_DRIVER_CLI_READER_FOLD_H

#include "model/ledger.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace memtrace::driver {

class Fold {
public:
  Fold(uint32_t context_count, uint64_t peak_generation);

  // A piece of a slab, see read_pieces().
  void add(uint64_t at, const char *bytes, size_t size);

  // Calls take(id, counter) for each context that had an event, with what its
  // counters come to. The sum's saved value is the value at the peak, and its
  // generation that of the peak.
  template <typename Take> void for_each(Take take) const {
    for (size_t page = 0; page < pages_.size(); ++page)
      for (size_t i = 0; pages_[page] && i < kInPage; ++i)
        if (rt::has_event(pages_[page]->counters[i]))
          take(static_cast<uint32_t>(page * kInPage + i),
               pages_[page]->counters[i]);
  }

private:
  static constexpr size_t kInPage = 4096 / sizeof(memtrace_counter);
  struct Page {
    memtrace_counter counters[kInPage];
  };

  uint32_t context_count_;
  uint64_t peak_generation_;
  // Null where nothing was counted.
  std::vector<std::unique_ptr<Page>> pages_;
};

} // namespace memtrace::driver

#endif
