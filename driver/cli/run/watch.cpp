// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// watch.cpp: see watch.h.
#include "run/watch.h"

#include "reader/header.h"
#include "run/observe.h"

#include <algorithm>
#include <ctime>
#include <exception>

namespace memtrace::driver {
namespace {

using std::chrono::nanoseconds;

// Of one processor, a look takes a fortieth at most.
constexpr int kShare = 40;
// Between two snapshots, if nothing else keeps them apart.
constexpr int kSamplesPerSnapshot = 8;

nanoseconds time_used() {
  timespec used = {};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::seconds(used.tv_sec) + nanoseconds(used.tv_nsec);
}

Samples::Limits limits_of(const Watch::Options &options) {
  Samples::Limits limits;
  limits.snapshots = options.snapshots;
  return limits;
}

} // namespace

Watch::Watch(const std::string &pattern, pid_t pid, uint64_t since,
             const Options &options)
    : ledger_(pattern, pid, since), pid_(pid), options_(options),
      samples_(limits_of(options)), began_(since), clock_began_(Clock::now()),
      next_(clock_began_), next_snapshot_(clock_began_) {}

int Watch::pause() const {
  auto left = next_ - Clock::now();
  auto milliseconds =
      std::chrono::ceil<std::chrono::milliseconds>(left).count();
  return static_cast<int>(
      std::clamp<std::chrono::milliseconds::rep>(milliseconds, 0, 1000000));
}

uint64_t Watch::time() const {
  return began_ + static_cast<uint64_t>(
                      nanoseconds(Clock::now() - clock_began_).count());
}

// Where the program has become another one, what was seen before is not of its
// ledger.
bool Watch::find() {
  if (!ledger_.find())
    return false;
  if (start_time_ == ledger_.start_time())
    return true;
  start_time_ = ledger_.start_time();
  samples_.clear();
  Observation begin;
  begin.sample.time = start_time_;
  samples_.add(begin);
  return true;
}

void Watch::look_if_due() {
  Clock::time_point now = Clock::now();
  if (now < next_)
    return;
  nanoseconds used = time_used();
  if (find())
    look();
  nanoseconds pause = options_.interval * (uint64_t{1} << samples_.halvings());
  next_ = now + std::max(pause, kShare * (time_used() - used));
}

void Watch::look() {
  Clock::time_point now = Clock::now();
  bool snapshot = options_.snapshots != 0 && now >= next_snapshot_;
  try {
    Observation observation = observe(ledger_.source(), snapshot);
    observation.sample.time = time();
    observation.sample.rss = rss_of(pid_);
    samples_.add(std::move(observation));
  } catch (const std::exception &) {
    return; // half of something; the next look sees more
  }
  if (snapshot)
    next_snapshot_ = now + options_.interval * kSamplesPerSnapshot *
                               (uint64_t{1} << samples_.snapshot_halvings());
}

bool Watch::finish() {
  if (!find())
    return false;
  try {
    Observation last = observe(ledger_.source(), false);
    memtrace_ledger_header header = read_header(ledger_.source());
    last.sample.time = header.finished != 0 ? header.end_time : time();
    samples_.add(std::move(last));
  } catch (const std::exception &) {
    return true; // whoever reads it will say what is wrong
  }
  return true;
}

} // namespace memtrace::driver
