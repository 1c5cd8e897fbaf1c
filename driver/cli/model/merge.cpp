// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// merge.cpp: see merge.h.
#include "model/merge.h"

#include "report/places.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace memtrace::driver {
namespace {

constexpr uint64_t kGeneration = 1; // of all that is merged

bool is_cleared(const memtrace_ledger_header &header) {
  return header.first_context > MEMTRACE_UNKNOWN_CONTEXT;
}

// What can't be true must not look small.
template <typename T> void increase(T &sum, T value) {
  sum = value > static_cast<T>(~T{0}) - sum ? static_cast<T>(~T{0})
                                            : static_cast<T>(sum + value);
}

int64_t less(int64_t a, int64_t b) {
  rt::Amount difference{a, 0};
  difference -= {b, 0};
  return difference.bytes;
}

// Without what was live in a process from its first moment on, which counts
// for the one that it was forked from: what it has left beyond what it was born
// with.
void take_inherited(uint64_t allocated, uint64_t &freed, int64_t inherited) {
  int64_t current =
      less(static_cast<int64_t>(allocated), static_cast<int64_t>(freed));
  int64_t left =
      current > 0 ? std::max<int64_t>(less(current, inherited), 0) : current;
  freed = allocated - static_cast<uint64_t>(left);
}

// Of exit statuses the largest, so that it is 0 if all are. Below 0: not known,
// which is not 0.
int32_t worse(int32_t a, int32_t b) {
  return std::max(a, b) > 0 ? std::max(a, b) : std::min(a, b);
}

// The common one, or how many there are.
std::string common(const std::set<std::string> &texts, const char *what) {
  return texts.size() == 1 ? *texts.begin()
                           : std::to_string(texts.size()) + what;
}

} // namespace

uint32_t merged_count(const Ledger &ledger) {
  return ledger.header->merged_count;
}

void Merging::add(const Ledger &ledger) {
  add_counters(ledger, combining_.add(ledger));
  add_header(ledger);
  lacks_anything_ |= ledger.lacks_anything;
  lacks_counts_ |= ledger.lacks_counts;
  lacks_lines_ |= ledger.lacks_lines;
  ++size_;
}

void Merging::add_counters(const Ledger &ledger,
                           const std::vector<uint32_t> &places) {
  counters_.resize(combining_.all().contexts.size());
  std::vector<memtrace_counter> own = ledger.counters;
  for (const memtrace_ledger_live &live : ledger.inherited) {
    memtrace_counter &counter = own[live.context];
    if (!rt::has_event(counter)) // the program has cleared it
      continue;
    take_inherited(counter.allocated_bytes, counter.freed_bytes, live.bytes);
    take_inherited(counter.allocated_blocks, counter.freed_blocks, live.blocks);
  }
  for (size_t i = 1; i < own.size(); ++i) {
    // The peak is the process's, with all that was live in it.
    own[i].saved_bytes = own[i].saved_blocks = 0;
    rt::Amount at_peak = rt::amount_of(
        ledger.counters[i], ledger.header->peak_generation, rt::SortKey::kPeak);
    own[i].saved_bytes = at_peak.bytes;
    own[i].saved_blocks = at_peak.blocks;
    own[i].generation = kGeneration;
    rt::add(counters_[places[i]], own[i], kGeneration);
  }
}

void Merging::add_header(const Ledger &ledger) {
  const memtrace_ledger_header &from = *ledger.header;
  memtrace_ledger_header &to = header_;
  programs_.insert(rt::string_at(ledger.view(), from.program));
  commands_.insert(rt::string_at(ledger.view(), from.command_line));
  to.frames_deep = std::max(to.frames_deep, from.frames_deep);
  increase(to.merged_count, std::max(from.merged_count, 1U));
  increase(to.thread_count, from.thread_count);
  add_time(from);
  add_peak(from);
  increase(to.bad_tags, from.bad_tags);
  increase(to.untracked_blocks, from.untracked_blocks);
  increase(to.untracked_bytes, from.untracked_bytes);
  increase(to.callerless_blocks, from.callerless_blocks);
  increase(to.unregistered_sites, from.unregistered_sites);
  increase(to.shared_slab_threads, from.shared_slab_threads);
  increase(to.own_bytes, from.own_bytes);
  increase(to.peak_rss, from.peak_rss);
  increase(to.pauses, from.pauses);
  to.file_incomplete |= from.file_incomplete;
  to.is_paused |= from.is_paused;
  to.first_context = std::max(to.first_context, is_cleared(from) ? 2U : 1U);
  if (!ledger.inherited.empty())
    return;
  // All that is known is how much it was.
  to.inherited |= from.inherited;
  increase(to.inherited_bytes, from.inherited_bytes);
  increase(to.inherited_blocks, from.inherited_blocks);
}

void Merging::add_time(const memtrace_ledger_header &from) {
  memtrace_ledger_header &to = header_;
  bool is_first = size_ == 0;
  // The common one, or none.
  if (is_first)
    std::memcpy(to.boot_id, from.boot_id, sizeof to.boot_id);
  else if (std::memcmp(to.boot_id, from.boot_id, sizeof to.boot_id) != 0)
    std::memset(to.boot_id, 0, sizeof to.boot_id);
  if (from.start_time != 0 &&
      (to.start_time == 0 || from.start_time < to.start_time))
    to.start_time = from.start_time;
  to.finished = is_first ? from.finished : to.finished & from.finished;
  to.end_time = to.finished != 0 ? std::max(to.end_time, from.end_time) : 0;
  int32_t status = from.finished != 0 ? from.exit_status : -1;
  to.exit_status = is_first ? status : worse(to.exit_status, status);
}

void Merging::add_peak(const memtrace_ledger_header &from) {
  memtrace_ledger_header &to = header_;
  increase(to.peak_bytes, from.peak_bytes);
  increase(to.committed_bytes, std::max(from.peak_bytes, from.committed_bytes));
  increase(to.peak_resets, from.peak_resets);
  increase(to.largest_peak_bytes,
           from.peak_resets != 0
               ? std::max(from.largest_peak_bytes, from.peak_bytes)
               : from.peak_bytes);
}

Ledger Merging::finish() {
  memtrace_ledger_header &header = header_;
  std::memcpy(header.magic, MEMTRACE_LEDGER_MAGIC, sizeof header.magic);
  header.version = MEMTRACE_LEDGER_VERSION;
  header.slab_count = 1;
  counters_.resize(combining_.all().contexts.size());
  for (memtrace_counter &counter : counters_)
    counter.generation = kGeneration;
  header.program = combining_.enter(common(programs_, " programs"));
  header.command_line = combining_.enter(common(commands_, " commands"));
  Ledger merged = combining_.take();
  memtrace_ledger_header counts = *merged.header;
  *merged.header = header;
  merged.header->string_bytes = counts.string_bytes;
  merged.header->frame_count = counts.frame_count;
  merged.header->site_count = counts.site_count;
  merged.header->caller_count = counts.caller_count;
  merged.header->context_count = counts.context_count;
  merged.header->frames_kept = counts.frames_kept;
  merged.header->peak_generation = merged.header->generation = kGeneration;
  merged.counters = std::move(counters_);
  merged.lacks_anything = lacks_anything_;
  merged.lacks_counts = lacks_counts_;
  merged.lacks_lines = lacks_lines_;
  return merged;
}

Ledger merge_ledgers(std::vector<Ledger> ledgers) {
  if (ledgers.size() == 1)
    return std::move(ledgers.front());
  Merging merging;
  for (Ledger &ledger : ledgers) {
    merging.add(ledger);
    ledger = Ledger(); // not needed any more
  }
  return merging.finish();
}

} // namespace memtrace::driver
