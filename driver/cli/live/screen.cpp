// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// screen.cpp: see screen.h. The only part that knows of ncurses.
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include "live/screen.h"

#include "complaint.h"
#include "live/fit.h"
#include "text.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ncurses.h>
#include <poll.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
volatile std::sig_atomic_t ending_signal;
struct sigaction before[std::size(kEnding)];

// One that is ignored, as by nohup, stays ignored.
void catch_signals(sigset_t &mask) {
  ending_signal = 0;
  sigset_t blocked;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGWINCH);
  for (size_t i = 0; i < std::size(kEnding); ++i) {
    struct sigaction action = {};
    action.sa_handler = [](int signal) { ending_signal = signal; };
    sigaction(kEnding[i], nullptr, &before[i]);
    if (before[i].sa_handler == SIG_IGN)
      continue;
    sigaction(kEnding[i], &action, nullptr);
    sigaddset(&blocked, kEnding[i]);
  }
  // They only come while the screen waits.
  sigprocmask(SIG_BLOCK, &blocked, &mask);
}

void release_signals(const sigset_t &mask) {
  for (size_t i = 0; i < std::size(kEnding); ++i)
    sigaction(kEnding[i], &before[i], nullptr);
  sigprocmask(SIG_SETMASK, &mask, nullptr);
}

void set_up_colours() {
  start_color();
  use_default_colors();
  init_pair(1, COLOR_RED, -1);
  init_pair(2, COLOR_YELLOW, -1);
  init_pair(3, COLOR_GREEN, -1);
}

Input::Key key_of(wint_t code) {
  switch (code) {
  case KEY_UP:
    return Input::kUp;
  case KEY_DOWN:
    return Input::kDown;
  case KEY_LEFT:
    return Input::kLeft;
  case KEY_RIGHT:
    return Input::kRight;
  case KEY_PPAGE:
    return Input::kPageUp;
  case KEY_NPAGE:
    return Input::kPageDown;
  case KEY_HOME:
    return Input::kHome;
  case KEY_END:
    return Input::kEnd;
  case KEY_ENTER:
    return Input::kEnter;
  case KEY_BACKSPACE:
    return Input::kBackspace;
  case KEY_F(1):
    return Input::kHelp;
  case KEY_RESIZE:
    return Input::kResize;
  default:
    return Input::kOther;
  }
}

} // namespace

Screen::Screen(bool colour) : colour_(colour) {
  sigset_t mask;
  catch_signals(mask);
  mask_ = mask;
  screen_ = newterm(nullptr, stdout, stdin);
  if (screen_ == nullptr) {
    release_signals(mask_);
    const char *term = std::getenv("TERM");
    throw Complaint(kBadInput, "the terminal '" +
                                   printable(term == nullptr ? "" : term) +
                                   "' has no screen to fill; use -b, or set "
                                   "TERM");
  }
  cbreak();
  noecho();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  set_escdelay(25);
  curs_set(0);
  colour_ = colour_ && has_colors();
  if (colour_)
    set_up_colours();
}

Screen::~Screen() {
  curs_set(1);
  endwin();
  delscreen(static_cast<SCREEN *>(screen_));
  release_signals(mask_);
}

size_t Screen::width() const {
  return static_cast<size_t>(std::max(getmaxx(stdscr), 0));
}

size_t Screen::height() const {
  return static_cast<size_t>(std::max(getmaxy(stdscr), 0));
}

void Screen::erase() {
  curs_set(0);
  werase(stdscr);
}

unsigned Screen::attributes(Style style) const {
  unsigned red = colour_ ? COLOR_PAIR(1) : 0,
           yellow = colour_ ? COLOR_PAIR(2) : 0,
           green = colour_ ? COLOR_PAIR(3) : 0;
  switch (style) {
  case Style::kPlain:
    return A_NORMAL;
  case Style::kStrong:
  case Style::kSome:
    return A_BOLD;
  case Style::kDim:
    return A_DIM;
  case Style::kBar:
  case Style::kSelected:
    return A_REVERSE;
  case Style::kMost:
    return red | A_BOLD;
  case Style::kMuch:
  case Style::kMore:
    return yellow;
  case Style::kLess:
    return green;
  }
  return A_NORMAL;
}

size_t Screen::put(size_t row, size_t column, Style style,
                   const std::wstring &text) {
  if (row >= height() || column >= width())
    return column;
  std::wstring fitting = cut(text, width() - column);
  attrset(static_cast<int>(attributes(style)));
  mvaddnwstr(static_cast<int>(row), static_cast<int>(column), fitting.c_str(),
             static_cast<int>(fitting.size()));
  attrset(A_NORMAL);
  return column + columns(fitting);
}

void Screen::put_bar(size_t row, Style style, const std::wstring &text) {
  size_t used = put(row, 0, style, text);
  put(row, used, style, std::wstring(width() - std::min(used, width()), L' '));
}

void Screen::cursor(size_t row, size_t column) {
  ::move(static_cast<int>(row), static_cast<int>(column));
  curs_set(1);
}

void Screen::show() { refresh(); }

Input Screen::next_key() {
  wint_t code = 0;
  int kind = get_wch(&code);
  if (kind == ERR)
    return {};
  if (kind == KEY_CODE_YES)
    return {key_of(code), 0};
  switch (code) {
  case L'\n':
  case L'\r':
    return {Input::kEnter, 0};
  case 27:
    return {Input::kEscape, 0};
  case 8:
  case 127:
    return {Input::kBackspace, 0};
  default:
    return {Input::kCharacter, static_cast<wchar_t>(code)};
  }
}

Input Screen::wait(std::chrono::steady_clock::duration time) {
  using namespace std::chrono;
  auto end = steady_clock::now() + time;
  for (bool polled = false;;) {
    if (ending_signal != 0)
      return {Input::kClosed, 0};
    Input input = next_key();
    if (input.key != Input::kNone)
      return input;
    auto left = std::max(end - steady_clock::now(), steady_clock::duration(0));
    if (polled && left == steady_clock::duration(0))
      return {};
    auto nanoseconds = duration_cast<std::chrono::nanoseconds>(left).count();
    timespec timeout{static_cast<time_t>(nanoseconds / 1000000000),
                     static_cast<long>(nanoseconds % 1000000000)};
    pollfd in{STDIN_FILENO, POLLIN, 0};
    int ready = ppoll(&in, 1, &timeout, &mask_);
    polled = true;
    // Where there is something to read, but no key, there is no terminal.
    if (ready > 0) {
      input = next_key();
      if (input.key != Input::kNone)
        return input;
      if ((in.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0)
        return {Input::kClosed, 0};
    }
  }
}

int Screen::signal() { return ending_signal; }

} // namespace memtrace::driver
