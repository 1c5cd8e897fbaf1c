// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// progress.h: a line on stderr while something takes long.
#ifndef MEMTRACE_DRIVER_CLI_PROGRESS_H
#define MEMTRACE_DRIVER_CLI_PROGRESS_H

#include <chrono>
#include <cstdint>
#include <string>

namespace memtrace::driver {

// `reading run.memtrace: 42 %`, for a person at a terminal who has waited for
// half a second. It is gone again at the end.
class Progress {
public:
  // `what` is printable. Without a total there is no telling how much is left.
  explicit Progress(std::string what, uint64_t total = 0);
  ~Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  // So much more is done.
  void add(uint64_t amount);

private:
  using Clock = std::chrono::steady_clock;
  void show();

  std::string what_;
  uint64_t total_;
  uint64_t done_ = 0;
  Clock::time_point next_; // when it is shown
  bool is_wanted_;
  bool is_shown_ = false;
};

} // namespace memtrace::driver

#endif
