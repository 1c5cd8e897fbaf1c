// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// progress.cpp: see progress.h.
#include "progress.h"

#include "terminal.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>
#include <utility>

namespace memtrace::driver {
namespace {

constexpr std::chrono::milliseconds kPatience(500);
constexpr std::chrono::milliseconds kPause(100);

bool knows_how_to_erase() {
  const char *term = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && term != nullptr &&
         std::strcmp(term, "dumb") != 0;
}

} // namespace

Progress::Progress(std::string what, uint64_t total)
    : what_(std::move(what)), total_(total), next_(Clock::now() + kPatience),
      is_wanted_(knows_how_to_erase()) {}

Progress::~Progress() {
  if (is_shown_)
    std::fputs("\r\033[K", stderr);
}

void Progress::add(uint64_t amount) {
  done_ += amount;
  if (!is_wanted_ || Clock::now() < next_)
    return;
  next_ = Clock::now() + kPause;
  show();
}

void Progress::show() {
  std::string line = what_;
  if (total_ != 0) {
    double part = static_cast<double>(done_) / static_cast<double>(total_);
    line += ": " + std::to_string(std::min(100, static_cast<int>(part * 100))) +
            " %";
  }
  // A line that wraps could not be erased.
  line.resize(std::min(line.size(), terminal_of(STDERR_FILENO).width - 1));
  std::fprintf(stderr, "\r%s\033[K", line.c_str());
  is_shown_ = true;
}

} // namespace memtrace::driver
