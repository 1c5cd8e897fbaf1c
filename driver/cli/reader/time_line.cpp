// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// time_line.cpp: see time_line.h.
#include "reader/time_line.h"

#include "reader/header.h"

#include <string>

namespace memtrace::driver {

void LiveRecords::add(const Record &record, uint32_t index) {
  if (record.context >= header_.context_count)
    throw damaged("live record " + std::to_string(index) +
                  " is of a context that doesn't exist");
  if (record.context < header_.first_context ||
      (record.bytes == 0 && record.blocks == 0))
    return;
  auto found = std::lower_bound(ids_.begin() + 1, ids_.end(), record.context);
  if (found == ids_.end() || *found != record.context)
    return;
  records_.push_back(record);
  records_.back().context = static_cast<uint32_t>(found - ids_.begin());
  indices_.push_back(index);
}

uint32_t LiveRecords::begin_of(uint64_t index) const {
  return static_cast<uint32_t>(
      std::lower_bound(indices_.begin(), indices_.end(), index) -
      indices_.begin());
}

void LiveRecords::check_order(uint64_t begin, uint64_t end) const {
  uint32_t last = begin_of(end);
  for (uint32_t i = begin_of(begin) + 1; i < last; ++i)
    if (records_[i].context <= records_[i - 1].context)
      throw damaged("live record " + std::to_string(indices_[i]) +
                    " is not in the order of contexts");
}

void SampleRecords::add(const Record &record, uint32_t index) {
  if (record.time == 0) // it isn't there
    return;
  auto bad = [&](const char *what) {
    return damaged("sample " + std::to_string(index) + " " + what);
  };
  if (!samples_.empty() && record.time < samples_.back().time)
    throw bad("is older than the one before");
  if (record.live_count != 0) {
    uint64_t end = uint64_t{record.first_live} + record.live_count;
    if (end > header_.live_count)
      throw bad("has live records that don't exist");
    if (record.first_live < live_end_)
      throw bad("has live records that are another's");
    live_end_ = end;
  }
  samples_.push_back(record);
}

std::vector<SampleRecords::Record> SampleRecords::of(const LiveRecords &live) {
  for (Record &sample : samples_) {
    uint64_t end = uint64_t{sample.first_live} + sample.live_count;
    uint32_t first = live.begin_of(sample.first_live);
    live.check_order(sample.first_live, end);
    sample.live_count = live.begin_of(end) - first;
    sample.first_live = sample.live_count == 0 ? 0 : first;
  }
  return std::move(samples_);
}

} // namespace memtrace::driver
