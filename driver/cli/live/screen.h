// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// screen.h: the whole terminal, and its keys. What was on it is there again
// when the screen goes, however that comes.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_SCREEN_H
#define MEMTRACE_DRIVER_CLI_LIVE_SCREEN_H

#include <chrono>
#include <csignal>
#include <string>

namespace memtrace::driver {

enum class Style {
  kPlain,
  kStrong,
  kDim,
  kBar,      // the titles of columns
  kSelected, // the row that keys are for
  kMost,     // by share, as in terminal.h
  kMuch,
  kSome,
  kMore, // has grown
  kLess,
};

struct Input {
  enum Key {
    kNone, // the time is over
    kCharacter,
    kUp,
    kDown,
    kLeft,
    kRight,
    kPageUp,
    kPageDown,
    kHome,
    kEnd,
    kEnter,
    kEscape,
    kBackspace,
    kHelp,
    kResize,
    kOther,
    kClosed, // a signal, or there is no terminal any more
  };
  Key key = kNone;
  wchar_t character = 0;
};

class Screen {
public:
  // Throws a Complaint when the terminal can't do it.
  explicit Screen(bool colour);
  ~Screen();
  Screen(const Screen &) = delete;
  Screen &operator=(const Screen &) = delete;

  size_t width() const;
  size_t height() const;

  void erase();
  // Gives the column behind it. What doesn't fit is left out.
  size_t put(size_t row, size_t column, Style style, const std::wstring &text);
  void put_bar(size_t row, Style style, const std::wstring &text);
  void cursor(size_t row, size_t column); // is seen until erase()
  void show();

  Input wait(std::chrono::steady_clock::duration time);
  // The signal that asked for the end; 0: none. After the screen has gone, who
  // has it sends it again, so that whoever waits is told.
  static int signal();

private:
  Input next_key();
  unsigned attributes(Style style) const;

  void *screen_;
  bool colour_;
  sigset_t mask_; // before
};

} // namespace memtrace::driver

#endif
