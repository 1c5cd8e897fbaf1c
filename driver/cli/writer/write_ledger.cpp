// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// write_ledger.cpp: see write_ledger.h. One extent for each section, one slab,
// nothing sparse.
#include "writer/write_ledger.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <vector>

namespace memtrace::driver {
namespace {

constexpr uint64_t kPage = 4096;

uint64_t pages(uint64_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

class Out {
public:
  explicit Out(rt::Sink sink) : sink_(sink) {}
  void put(const void *bytes, size_t size) {
    ok_ = ok_ &&
          sink_.write(sink_.context, static_cast<const char *>(bytes), size);
    at_ += size;
  }
  template <typename T> void put(const T &record) {
    put(&record, sizeof record);
  }
  template <typename T> void put_all(const std::vector<T> &records) {
    if (!records.empty())
      put(records.data(), records.size() * sizeof(T));
  }
  void fill_page() {
    static constexpr char kZeros[kPage] = {};
    put(kZeros, static_cast<size_t>(pages(at_) - at_));
  }
  bool ok() const { return ok_; }

private:
  rt::Sink sink_;
  uint64_t at_ = 0;
  bool ok_ = true;
};

struct Section {
  uint16_t number;
  uint64_t bytes;
  std::function<void(Out &)> put;
};

class Writing {
public:
  explicit Writing(const Ledger &ledger) : ledger_(ledger) {}

  bool write(rt::Sink sink) {
    choose_contexts();
    count_frames();
    list_sections();
    lay_out();
    Out out(sink);
    out.put(header_);
    out.put_all(extents_);
    out.fill_page();
    for (const Section &section : sections_) {
      section.put(out);
      out.fill_page();
    }
    return out.ok();
  }

private:
  void choose_contexts();
  void count_frames();
  void list_sections();
  template <typename T>
  void add(uint16_t number, const std::vector<T> &records);
  void lay_out();
  void add_missing(uint16_t section, uint32_t slab, uint64_t first,
                   uint64_t offset);
  void finish_header();
  void put_frames(Out &out) const;
  void put_sites(Out &out) const;

  const Ledger &ledger_;
  std::vector<memtrace_ledger_context> contexts_;
  std::vector<memtrace_counter> counters_;
  uint32_t frame_count_ = 0;
  std::vector<Section> sections_;
  std::vector<memtrace_ledger_extent> extents_;
  memtrace_ledger_header header_ = {}; // last, since it ends in an array
};

// What stands before the first context is forgotten, so what the unknown one
// has counted since then gets a place behind it.
void Writing::choose_contexts() {
  contexts_ = ledger_.contexts;
  counters_ = ledger_.counters;
  memtrace_counter &unknown = counters_[MEMTRACE_UNKNOWN_CONTEXT];
  if (ledger_.header->first_context <= MEMTRACE_UNKNOWN_CONTEXT ||
      !rt::has_event(unknown))
    return;
  counters_.push_back(unknown);
  counters_[MEMTRACE_UNKNOWN_CONTEXT] = {};
  contexts_.push_back(contexts_[MEMTRACE_UNKNOWN_CONTEXT]);
}

// No two sites share frames in a file.
void Writing::count_frames() {
  uint64_t count = 0;
  for (const memtrace_ledger_site &site : ledger_.sites)
    count += site.frame_count;
  if (count > uint64_t{ledger_.frames.size()} * 16 + 0x10000 ||
      count > UINT32_MAX)
    throw std::length_error("the sites of the ledger share too many frames");
  frame_count_ = static_cast<uint32_t>(count);
}

void Writing::put_frames(Out &out) const {
  for (const memtrace_ledger_site &site : ledger_.sites)
    if (site.frame_count != 0)
      out.put(&ledger_.frames[site.first_frame],
              site.frame_count * sizeof(memtrace_ledger_frame));
}

void Writing::put_sites(Out &out) const {
  uint32_t first = 0;
  for (memtrace_ledger_site site : ledger_.sites) {
    site.first_frame = first;
    first += site.frame_count;
    out.put(site);
  }
}

template <typename T>
void Writing::add(uint16_t number, const std::vector<T> &records) {
  sections_.push_back({number, records.size() * sizeof(T),
                       [&records](Out &out) { out.put_all(records); }});
}

void Writing::list_sections() {
  add(MEMTRACE_SECTION_STRINGS, ledger_.strings);
  sections_.push_back({MEMTRACE_SECTION_FRAMES,
                       frame_count_ * sizeof(memtrace_ledger_frame),
                       [this](Out &out) { put_frames(out); }});
  sections_.push_back({MEMTRACE_SECTION_SITES,
                       ledger_.sites.size() * sizeof(memtrace_ledger_site),
                       [this](Out &out) { put_sites(out); }});
  if (ledger_.callers.size() > 1)
    add(MEMTRACE_SECTION_CALLERS, ledger_.callers);
  add(MEMTRACE_SECTION_CONTEXTS, contexts_);
  add(MEMTRACE_SECTION_COUNTERS, counters_);
  add(MEMTRACE_SECTION_SAMPLES, ledger_.samples);
  add(MEMTRACE_SECTION_LIVE, ledger_.live);
  add(MEMTRACE_SECTION_INHERITED, ledger_.inherited);
  sections_.erase(std::remove_if(sections_.begin(), sections_.end(),
                                 [](const Section &s) { return s.bytes == 0; }),
                  sections_.end());
}

// An extent that says what the file that this comes from lacked.
void Writing::add_missing(uint16_t section, uint32_t slab, uint64_t first,
                          uint64_t offset) {
  extents_.push_back(
      {offset, first, kPage, section, MEMTRACE_EXTENT_NOT_IN_FILE, slab});
}

void Writing::lay_out() {
  size_t missing = size_t{ledger_.lacks_counts} + size_t{ledger_.lacks_lines};
  size_t count = sections_.size() + missing;
  uint64_t offset =
      pages(sizeof header_ + count * sizeof(memtrace_ledger_extent));
  finish_header();
  header_.header_bytes = static_cast<uint32_t>(offset);
  header_.extent_count = header_.extent_capacity = static_cast<uint32_t>(count);
  for (const Section &section : sections_) {
    uint64_t bytes = pages(section.bytes);
    extents_.push_back({offset, 0, bytes, section.number, 0, 0});
    offset += bytes;
  }
  if (ledger_.lacks_counts)
    add_missing(MEMTRACE_SECTION_COUNTERS, 1, 0, offset);
  if (ledger_.lacks_lines)
    add_missing(MEMTRACE_SECTION_STRINGS, 0, pages(ledger_.strings.size()),
                offset + kPage);
}

void Writing::finish_header() {
  header_ = *ledger_.header;
  std::memcpy(header_.magic, MEMTRACE_LEDGER_MAGIC, sizeof header_.magic);
  header_.version = MEMTRACE_LEDGER_VERSION;
  header_.string_bytes = ledger_.strings.size();
  header_.frame_count = frame_count_;
  header_.site_count = static_cast<uint32_t>(ledger_.sites.size());
  header_.caller_count = static_cast<uint32_t>(ledger_.callers.size());
  header_.context_count = static_cast<uint32_t>(contexts_.size());
  header_.sample_count = static_cast<uint32_t>(ledger_.samples.size());
  header_.live_count = static_cast<uint32_t>(ledger_.live.size());
  header_.inherited_count = static_cast<uint32_t>(ledger_.inherited.size());
  header_.slab_count = ledger_.lacks_counts ? 2 : 1;
  header_.first_context =
      header_.first_context > MEMTRACE_UNKNOWN_CONTEXT ? 2 : 1;
  header_.file_incomplete = ledger_.lacks_anything ? 1 : 0;
  // The process goes on, and this is how it was.
  if (header_.finished == 0 && header_.snapshot_time == 0 &&
      ledger_.fate == rt::Fate::kRunning)
    header_.snapshot_time = static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::system_clock::now().time_since_epoch())
            .count());
}

} // namespace

bool write_ledger(const Ledger &ledger, rt::Sink sink) {
  return Writing(ledger).write(sink);
}

} // namespace memtrace::driver
