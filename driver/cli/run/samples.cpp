// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// samples.cpp: see samples.h.
#include "run/samples.h"

#include <algorithm>
#include <utility>

namespace memtrace::driver {
namespace {

bool is_higher(const Observation &a, const Observation &b) {
  return a.sample.current_bytes > b.sample.current_bytes;
}

} // namespace

void Samples::add(Observation observation) {
  if (!observations_.empty())
    observation.sample.time =
        std::max(observation.sample.time, observations_.back().sample.time);
  snapshots_ += !observation.live.empty();
  records_ += observation.live.size();
  observations_.push_back(std::move(observation));
  while (snapshots_ > 0 &&
         (snapshots_ > limits_.snapshots || records_ > limits_.records))
    halve_snapshots();
  if (observations_.size() > limits_.samples)
    halve();
}

void Samples::clear() {
  observations_.clear();
  snapshots_ = records_ = 0;
}

// Of two that follow each other the higher one stays, so that peaks do; and
// those with snapshots, of which there are few, and the first.
void Samples::halve() {
  std::vector<Observation> kept;
  const Observation *most_rss =
      &*std::max_element(observations_.begin(), observations_.end(),
                         [](const Observation &a, const Observation &b) {
                           return a.sample.rss < b.sample.rss;
                         });
  auto has_to_stay = [&](const Observation &observation) {
    return !observation.live.empty() || &observation == most_rss;
  };
  kept.push_back(std::move(observations_[0]));
  size_t i = 1;
  for (; i + 1 < observations_.size(); i += 2) {
    Observation &a = observations_[i], &b = observations_[i + 1];
    bool a_stays = has_to_stay(a), b_stays = has_to_stay(b);
    if (!a_stays && !b_stays)
      (is_higher(b, a) ? b_stays : a_stays) = true;
    if (a_stays)
      kept.push_back(std::move(a));
    if (b_stays)
      kept.push_back(std::move(b));
  }
  if (i < observations_.size())
    kept.push_back(std::move(observations_[i]));
  observations_ = std::move(kept);
  ++halvings_;
}

void Samples::halve_snapshots() {
  bool goes = snapshots_ == 1;
  snapshots_ = records_ = 0;
  for (Observation &observation : observations_) {
    if (observation.live.empty())
      continue;
    if (goes)
      std::vector<memtrace_ledger_live>().swap(observation.live);
    snapshots_ += !goes;
    records_ += observation.live.size();
    goes = !goes;
  }
  ++snapshot_halvings_;
}

} // namespace memtrace::driver
