// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// follow.cpp: see follow.h.
#include "live/follow.h"

#include "clock.h"
#include "reader/file_source.h"
#include "reader/header.h"
#include "reader/ledger_path.h"
#include "reader/open_ledger.h"
#include "reader/read_ledger.h"

#include <cerrno>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace memtrace::driver {
Follow::Follow(const std::string &name, Filter filter)
    : path_(ledger_path(name)), filter_(std::move(filter)) {
  if (names_process(name)) {
    pid_ = static_cast<uint32_t>(std::strtoul(name.c_str(), nullptr, 10));
    pid_start_ = look_at(pid_).start;
  }
  auto start = LiveClock::now();
  take(open_ledger(path_));
  cost_ = LiveClock::now() - start;
}

void Follow::take(Ledger ledger) {
  ledger_ = std::move(ledger);
  filter_.apply(ledger_);
  when_ = LiveClock::now();
  look();
}

bool Follow::is_same_run(const memtrace_ledger_header &header) const {
  const memtrace_ledger_header &mine = *ledger_.header;
  return header.pid == mine.pid && header.start_time == mine.start_time &&
         header.process_start == mine.process_start;
}

// Whether there is anything new in a file whose process has ended.
bool Follow::has_changed() const {
  FileSource source(path_);
  memtrace_ledger_header header = read_header(source);
  return !is_same_run(header) || header.finished != ledger_.header->finished;
}

void Follow::read() {
  auto start = LiveClock::now();
  try {
    if (is_over() && !has_changed()) {
      error_.clear();
      return;
    }
    Ledger fresh = read_ledger_file(path_);
    bool same = is_same_run(*fresh.header);
    if (!same) {
      ++restarts_;
      pid_ = 0;
    }
    take(std::move(fresh));
    error_.clear();
  } catch (const BadLedger &error) {
    look();
    // Where a report takes its place, it goes with the process.
    error_ = is_over() && access(path_.c_str(), F_OK) != 0
                 ? "The ledger is gone with the process: these are its last "
                   "values."
                 : "The ledger " + std::string(error.what());
  }
  cost_ = LiveClock::now() - start;
}

void Follow::look() {
  if (ledger_.fate == rt::Fate::kEnded) { // also by an exec
    now_ = {};
    return;
  }
  if (pid_ != 0) {
    now_ = look_at(pid_);
    if (now_.start != pid_start_)
      now_ = {};
    return;
  }
  // Its number says something only where the ledger is from here.
  bool is_ours =
      ledger_.header->finished == 0 && ledger_.fate == rt::Fate::kRunning;
  now_ = is_ours ? look_at(ledger_.header->pid) : ProcessNow();
  if (now_.start != ledger_.header->process_start)
    now_ = {};
}

bool Follow::is_running() const {
  return ledger_.header->finished == 0 && now_.lives();
}

bool Follow::is_over() const {
  return !is_running() && ledger_.header->snapshot_time == 0 &&
         (ledger_.header->finished != 0 || pid_ != 0 ||
          ledger_.fate != rt::Fate::kUnclear);
}

std::string Follow::state() const {
  const memtrace_ledger_header &header = *ledger_.header;
  if (header.finished != 0)
    return "ended with " + std::to_string(header.exit_status);
  if (now_.lives())
    return now_.state == 'T' || now_.state == 't' ? "stopped" : "running";
  if (header.snapshot_time != 0)
    return "snapshot";
  return is_over() ? "ended" : "not finished";
}

double Follow::uptime() const {
  const memtrace_ledger_header &header = *ledger_.header;
  uint64_t end = header.finished != 0        ? header.end_time
                 : header.snapshot_time != 0 ? header.snapshot_time
                 : is_running()              ? time_of_day()
                                             : 0;
  return end <= header.start_time
             ? 0
             : static_cast<double>(end - header.start_time) / 1e9;
}

} // namespace memtrace::driver
