// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report_ledger.h: builds a ledger by hand, for the tests of what is computed
// from one.
#ifndef MEMTRACE_TEST_REPORT_LEDGER_H
#define MEMTRACE_TEST_REPORT_LEDGER_H

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "ledger/view.h"
#include "memtrace/abi.h"
#include "report/rows.h"

namespace memtrace::test {

class SyntheticLedger {
public:
  explicit SyntheticLedger(uint32_t slabs = 1) : counters_(slabs) {
    add_site("", 0); // id 0 is never used
    add_site("", 0); // id 1 is the unknown site
    // No counter has changed since the peak, unless a test says so.
    header_->peak_generation = 1;
  }

  uint32_t add_site(const std::string &file, uint32_t line,
                    const std::string &function = "", uint32_t flags = 0) {
    memtrace_ledger_site site{};
    site.first_frame = static_cast<uint32_t>(frames_.size());
    site.frame_count = 1;
    site.flags = flags;
    frames_.push_back({add_string(function), add_string(file), line, 0});
    sites_.push_back(site);
    for (auto &slab : counters_)
      slab.emplace_back();
    return static_cast<uint32_t>(sites_.size() - 1);
  }

  uint32_t add_string(const std::string &string) {
    if (string.empty())
      return 0;
    auto offset = static_cast<uint32_t>(strings_.size());
    strings_ += string;
    strings_ += '\0';
    return offset;
  }

  void allocate(uint32_t site, uint64_t bytes, uint64_t blocks = 1,
                size_t slab = 0) {
    counter(site, slab).allocated_bytes += bytes;
    counter(site, slab).allocated_blocks += blocks;
  }

  void release(uint32_t site, uint64_t bytes, uint64_t blocks = 1,
               size_t slab = 0) {
    counter(site, slab).freed_bytes += bytes;
    counter(site, slab).freed_blocks += blocks;
  }

  memtrace_counter &counter(uint32_t site, size_t slab = 0) {
    return counters_[slab][site];
  }
  memtrace_ledger_site &site(uint32_t id) { return sites_[id]; }
  memtrace_ledger_header &header() { return *header_; }

  // Valid until the next change.
  rt::LedgerView view() {
    header_->site_count = static_cast<uint32_t>(sites_.size());
    header_->frame_count = static_cast<uint32_t>(frames_.size());
    header_->string_bytes = strings_.size();
    slabs_.clear();
    for (auto &slab : counters_)
      slabs_.push_back(slab.data());
    rt::LedgerView view;
    view.header = header_.get();
    view.strings = strings_.data();
    view.frames = frames_.data();
    view.sites = sites_.data();
    view.site_count = header_->site_count;
    view.slabs = slabs_.data();
    view.slab_count = static_cast<uint32_t>(slabs_.size());
    return view;
  }

private:
  // Apart, since it ends in an array without a size.
  std::unique_ptr<memtrace_ledger_header> header_ =
      std::make_unique<memtrace_ledger_header>();
  std::string strings_ = std::string(1, '\0');
  std::vector<memtrace_ledger_frame> frames_;
  std::vector<memtrace_ledger_site> sites_;
  std::vector<std::vector<memtrace_counter>> counters_;
  std::vector<const memtrace_counter *> slabs_;
};

// Memory from malloc, counted, so that a leak shows.
class HeapScratch {
public:
  rt::Scratch scratch() {
    return {[](void *self, size_t bytes) -> void * {
              static_cast<HeapScratch *>(self)->taken_ += bytes;
              return std::malloc(bytes);
            },
            [](void *self, void *memory, size_t bytes) {
              static_cast<HeapScratch *>(self)->taken_ -= bytes;
              std::free(memory);
            },
            this};
  }
  size_t taken() const { return taken_; }

private:
  size_t taken_ = 0;
};

inline rt::Scratch no_scratch() {
  return {[](void *, size_t) -> void * { return nullptr; },
          [](void *, void *, size_t) {}, nullptr};
}

inline rt::Sink append_to(std::string &text) {
  return {[](void *context, const char *bytes, size_t size) {
            static_cast<std::string *>(context)->append(bytes, size);
            return true;
          },
          &text};
}

} // namespace memtrace::test

#endif
