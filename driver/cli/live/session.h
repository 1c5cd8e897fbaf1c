// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// session.h: what `memtrace top` knows at a moment, however it is shown.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_SESSION_H
#define MEMTRACE_DRIVER_CLI_LIVE_SESSION_H

#include "live/follow.h"
#include "live/live_rows.h"
#include "live/name_cache.h"
#include "live/summary.h"

#include <deque>
#include <string>
#include <vector>

namespace memtrace::driver {

class Session {
public:
  // Throws a Complaint.
  Session(const std::string &name, Filter filter, LiveView view);

  void read();       // once more
  void look_again(); // with another view at what was read last

  // From now on, growth can be told from this moment.
  void set_mark();
  void show_since_mark(bool on);
  bool has_mark() const { return mark_.is_set(); }
  bool shows_since_mark() const { return since_mark_; }
  double seconds_since_mark() const;

  // Until the next reading: longer than asked for if reading takes long.
  LiveClock::duration pause(LiveClock::duration asked) const;

  const Follow &follow() const { return follow_; }
  const std::vector<LiveRow> &rows() const { return rows_; }
  Summary summary() const { return summary_of(follow_, before_, now_); }
  int64_t current() const { return now_.current().bytes; }
  // What was live at each of the last readings, oldest first.
  const std::deque<int64_t> &history() const { return history_; }

  LiveView view;

private:
  void take();

  Follow follow_;
  NameCache names_;
  Baseline before_; // the reading before the last one that brought news
  Baseline now_;
  Baseline mark_;
  bool since_mark_ = false;
  unsigned restarts_ = 0;
  std::deque<int64_t> history_;
  std::vector<LiveRow> rows_;
};

} // namespace memtrace::driver

#endif
