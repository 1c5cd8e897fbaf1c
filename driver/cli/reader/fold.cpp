// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fold.cpp: see fold.h.
#include "reader/fold.h"

#include "report/rows.h"

#include <cstring>

namespace memtrace::driver {

Fold::Fold(uint32_t context_count, uint64_t peak_generation)
    : context_count_(context_count), peak_generation_(peak_generation),
      pages_((size_t{context_count} + kInPage - 1) / kInPage) {}

void Fold::add(uint64_t at, const char *bytes, size_t size) {
  auto id = static_cast<size_t>(at / sizeof(memtrace_counter));
  size_t count = size / sizeof(memtrace_counter);
  for (size_t i = 0; i < count && id + i < context_count_; ++i) {
    memtrace_counter counter;
    std::memcpy(&counter, bytes + i * sizeof counter, sizeof counter);
    if (!rt::has_event(counter))
      continue;
    std::unique_ptr<Page> &page = pages_[(id + i) / kInPage];
    if (!page)
      page = std::make_unique<Page>();
    rt::add(page->counters[(id + i) % kInPage], counter, peak_generation_);
  }
}

} // namespace memtrace::driver
