// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// session.cpp: see session.h.
#include "live/session.h"

#include <algorithm>
#include <utility>

namespace memtrace::driver {
namespace {

constexpr size_t kHistory = 200;
// Of the time at most one in so many parts goes to reading.
constexpr int kPartOfTime = 4;

} // namespace

Session::Session(const std::string &name, Filter filter, LiveView view)
    : view(std::move(view)), follow_(name, std::move(filter)) {
  take();
}

void Session::read() {
  auto when = follow_.when();
  follow_.read();
  if (follow_.when() != when)
    take();
}

void Session::take() {
  before_ = std::move(now_);
  if (follow_.restarts() != restarts_) {
    restarts_ = follow_.restarts();
    before_ = mark_ = {};
    since_mark_ = false;
    history_.clear();
    names_.forget();
  }
  now_ = Baseline(follow_.ledger(), follow_.when());
  history_.push_back(now_.current().bytes);
  if (history_.size() > kHistory)
    history_.pop_front();
  names_.learn(follow_.ledger());
  look_again();
}

void Session::look_again() {
  const Baseline &since = since_mark_ ? mark_ : before_;
  std::vector<rt::Amount> growth;
  if (since.is_set())
    growth = since.growth(follow_.ledger());
  rows_ = live_rows(follow_.ledger(), names_.for_report(), growth, view);
}

void Session::set_mark() {
  mark_ = now_;
  since_mark_ = true;
  look_again();
}

void Session::show_since_mark(bool on) {
  since_mark_ = on && mark_.is_set();
  look_again();
}

double Session::seconds_since_mark() const {
  return std::chrono::duration<double>(now_.when() - mark_.when()).count();
}

LiveClock::duration Session::pause(LiveClock::duration asked) const {
  return std::max(asked, follow_.cost() * (kPartOfTime - 1));
}

} // namespace memtrace::driver
