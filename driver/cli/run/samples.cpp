// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// samples.cpp: see samples.h.
#include "run/samples.h"

#include <algorithm>
#include <utility>

namespace memtrace::driver {
namespace {

bool is_higher(const Moment &a, const Moment &b) {
  return a.sample.current_bytes > b.sample.current_bytes;
}

} // namespace

void Samples::add(Moment moment) {
  if (!moments_.empty())
    moment.sample.time =
        std::max(moment.sample.time, moments_.back().sample.time);
  snapshots_ += !moment.live.empty();
  records_ += moment.live.size();
  moments_.push_back(std::move(moment));
  while (snapshots_ > 0 &&
         (snapshots_ > limits_.snapshots || records_ > limits_.records))
    halve_snapshots();
  if (moments_.size() > limits_.samples)
    halve();
}

void Samples::clear() {
  moments_.clear();
  snapshots_ = records_ = 0;
}

// Of two that follow each other the higher one stays, so that peaks do; and
// those with snapshots, of which there are few, and the first.
void Samples::halve() {
  std::vector<Moment> kept;
  const Moment *most_rss = &*std::max_element(
      moments_.begin(), moments_.end(), [](const Moment &a, const Moment &b) {
        return a.sample.rss < b.sample.rss;
      });
  auto has_to_stay = [&](const Moment &moment) {
    return !moment.live.empty() || &moment == most_rss;
  };
  kept.push_back(std::move(moments_[0]));
  size_t i = 1;
  for (; i + 1 < moments_.size(); i += 2) {
    Moment &a = moments_[i], &b = moments_[i + 1];
    bool a_stays = has_to_stay(a), b_stays = has_to_stay(b);
    if (!a_stays && !b_stays)
      (is_higher(b, a) ? b_stays : a_stays) = true;
    if (a_stays)
      kept.push_back(std::move(a));
    if (b_stays)
      kept.push_back(std::move(b));
  }
  if (i < moments_.size())
    kept.push_back(std::move(moments_[i]));
  moments_ = std::move(kept);
  ++halvings_;
}

void Samples::halve_snapshots() {
  bool goes = snapshots_ == 1;
  snapshots_ = records_ = 0;
  for (Moment &moment : moments_) {
    if (moment.live.empty())
      continue;
    if (goes)
      std::vector<memtrace_ledger_live>().swap(moment.live);
    snapshots_ += !goes;
    records_ += moment.live.size();
    goes = !goes;
  }
  ++snapshot_halvings_;
}

} // namespace memtrace::driver
