// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// top_screen.h: `memtrace top` on a terminal: reads, draws, and does what keys
// say.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_TOP_SCREEN_H
#define MEMTRACE_DRIVER_CLI_LIVE_TOP_SCREEN_H

#include "live/draw.h"

#include <cstdint>

namespace memtrace::driver {

class TopScreen {
public:
  TopScreen(Session &session, LiveClock::duration delay, bool colour);

  // Until a key or a signal ends it, or so many readings were shown; 0: no end.
  void run(uint64_t rounds);

private:
  void draw_now();
  void next_reading();
  void keep_selection();
  void move(int64_t rows);
  void look_again();
  bool take(const Input &input); // false: the end
  bool take_character(wchar_t character);
  void take_answer(const Input &input);
  void sort_by(int step);
  void next_by();
  void open_or_close(bool may_open, bool may_close);
  void filter_by(const std::string &text);
  bool help();

  Session &session_;
  LiveClock::duration delay_;
  Screen screen_;
  Looks looks_;
  std::string selected_path_; // empty: whatever is first
  LiveClock::time_point next_;
};

} // namespace memtrace::driver

#endif
