// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report_ledger.h: builds a ledger by hand, for the tests of what is computed
// from one.
#ifndef MEMTRACE_TEST_REPORT_LEDGER_H
#define MEMTRACE_TEST_REPORT_LEDGER_H

#include <cstdlib>
#include <cstring>
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
    std::memcpy(header_->magic, MEMTRACE_LEDGER_MAGIC, sizeof header_->magic);
    header_->version = MEMTRACE_LEDGER_VERSION;
    // No counter has changed since the peak, unless a test says so.
    header_->peak_generation = 1;
    header_->frames_kept = 1;
    header_->first_context = 1;
  }

  uint32_t add_site(const std::string &file, uint32_t line,
                    const std::string &function = "", uint32_t flags = 0) {
    memtrace_ledger_site site{};
    site.first_frame = static_cast<uint32_t>(frames_.size());
    site.frame_count = 1;
    site.flags = flags;
    frames_.push_back({add_string(function), add_string(file), line, 0});
    sites_.push_back(site);
    auto id = static_cast<uint32_t>(sites_.size() - 1);
    if (id == contexts_.size())
      add_context(id);
    return id;
  }

  // A site that calls something, where it is known what.
  uint32_t add_call(const std::string &file, uint32_t line,
                    const std::string &function,
                    const std::string &callee = "") {
    uint32_t id = add_site(file, line, function, MEMTRACE_SITE_STACKS);
    sites_[id].callee = add_string(callee);
    return id;
  }

  // What the function of the newest site is inlined in.
  void inline_in(const std::string &file, uint32_t line,
                 const std::string &function) {
    frames_.push_back({add_string(function), add_string(file), line, 0});
    ++sites_.back().frame_count;
  }

  // Gives its index. Site 0: a gap.
  uint32_t add_caller(uint32_t site, uint32_t outer = 0) {
    callers_.push_back({site, outer, callers_[outer].depth + 1, 0});
    return static_cast<uint32_t>(callers_.size() - 1);
  }

  // Gives its id. Up to the first one with callers, sites have their own: of
  // the same number, which is all that most tests need.
  uint32_t add_context(uint32_t site, uint32_t callers = 0) {
    contexts_.push_back({site, callers});
    for (auto &slab : counters_)
      slab.emplace_back();
    return static_cast<uint32_t>(contexts_.size() - 1);
  }

  uint32_t add_string(const std::string &string) {
    if (string.empty())
      return 0;
    auto offset = static_cast<uint32_t>(strings_.size());
    strings_ += string;
    strings_ += '\0';
    return offset;
  }

  void allocate(uint32_t context, uint64_t bytes, uint64_t blocks = 1,
                size_t slab = 0) {
    counter(context, slab).allocated_bytes += bytes;
    counter(context, slab).allocated_blocks += blocks;
  }

  void release(uint32_t context, uint64_t bytes, uint64_t blocks = 1,
               size_t slab = 0) {
    counter(context, slab).freed_bytes += bytes;
    counter(context, slab).freed_blocks += blocks;
  }

  memtrace_counter &counter(uint32_t context, size_t slab = 0) {
    return counters_[slab][context];
  }
  memtrace_ledger_site &site(uint32_t id) { return sites_[id]; }
  memtrace_ledger_caller &caller(uint32_t index) { return callers_[index]; }
  memtrace_ledger_header &header() { return *header_; }

  // Valid until the next change.
  rt::LedgerView view() {
    header_->site_count = static_cast<uint32_t>(sites_.size());
    header_->caller_count = static_cast<uint32_t>(callers_.size());
    header_->context_count = static_cast<uint32_t>(contexts_.size());
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
    view.callers = callers_.data();
    view.contexts = contexts_.data();
    view.site_count = header_->site_count;
    view.caller_count = header_->caller_count;
    view.context_count = header_->context_count;
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
  std::vector<memtrace_ledger_caller> callers_ =
      std::vector<memtrace_ledger_caller>(1);
  std::vector<memtrace_ledger_context> contexts_;
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
