// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// draw.h: puts what `memtrace top` knows on a screen.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_DRAW_H
#define MEMTRACE_DRIVER_CLI_LIVE_DRAW_H

#include "live/screen.h"
#include "live/session.h"

#include <string>

namespace memtrace::driver {

// What the user has done to the screen, apart from the view.
struct Looks {
  size_t first = 0;    // the row that is shown first
  size_t selected = 0; // a row
  bool paused = false;
  bool asks = false;        // for a filter
  std::wstring asked;       // what was typed so far
  std::string message;      // said once
  double pause_seconds = 0; // from reading to reading
};

// How many rows there is room for.
size_t room_for_rows(const Screen &screen);
void draw(Screen &screen, const Session &session, const Looks &looks);
void draw_help(Screen &screen);

} // namespace memtrace::driver

#endif
