// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// top_screen.cpp: see top_screen.h.
#include "live/top_screen.h"

#include <algorithm>
#include <climits>
#include <cwchar>
#include <map>

namespace memtrace::driver {
namespace {

constexpr int kSorts = 6;
constexpr By kBys[] = {By::kLine, By::kFunction, By::kFile, By::kType,
                       By::kModule};

std::string narrow(const std::wstring &text) {
  std::string result;
  std::mbstate_t state = {};
  for (wchar_t c : text) {
    char bytes[MB_LEN_MAX];
    size_t length = std::wcrtomb(bytes, c, &state);
    if (length != static_cast<size_t>(-1))
      result.append(bytes, length);
  }
  return result;
}

} // namespace

TopScreen::TopScreen(Session &session, LiveClock::duration delay, bool colour)
    : session_(session), delay_(delay), screen_(colour) {}

void TopScreen::draw_now() {
  size_t room = room_for_rows(screen_);
  looks_.first = std::min(looks_.first, looks_.selected);
  if (looks_.selected - looks_.first >= room)
    looks_.first = looks_.selected - room + 1;
  looks_.pause_seconds =
      std::chrono::duration<double>(session_.pause(delay_)).count();
  draw(screen_, session_, looks_);
}

void TopScreen::next_reading() {
  session_.read();
  keep_selection();
  next_ = LiveClock::now() + session_.pause(delay_);
}

// Rows change their places, and go: the same one stays chosen, or the same
// place.
void TopScreen::keep_selection() {
  const std::vector<LiveRow> &rows = session_.rows();
  size_t last = rows.empty() ? 0 : rows.size() - 1;
  looks_.selected = std::min(looks_.selected, last);
  if (selected_path_.empty())
    return;
  auto found = std::find_if(rows.begin(), rows.end(), [&](const LiveRow &row) {
    return row.path == selected_path_;
  });
  if (found != rows.end())
    looks_.selected = static_cast<size_t>(found - rows.begin());
}

void TopScreen::move(int64_t by) {
  const std::vector<LiveRow> &rows = session_.rows();
  int64_t last = std::max<int64_t>(0, static_cast<int64_t>(rows.size()) - 1);
  int64_t to =
      std::clamp<int64_t>(static_cast<int64_t>(looks_.selected) + by, 0, last);
  looks_.selected = static_cast<size_t>(to);
  selected_path_ =
      looks_.selected == 0 || rows.empty() ? "" : rows[looks_.selected].path;
}

void TopScreen::look_again() {
  session_.look_again();
  keep_selection();
}

void TopScreen::sort_by(int step) {
  int sort = static_cast<int>(session_.view.sort) + step;
  session_.view.sort = static_cast<LiveSort>((sort + kSorts) % kSorts);
  look_again();
}

void TopScreen::next_by() {
  size_t at = static_cast<size_t>(
      std::find(std::begin(kBys), std::end(kBys), session_.view.by) - kBys);
  session_.view.by = kBys[(at + 1) % std::size(kBys)];
  look_again();
}

void TopScreen::filter_by(const std::string &text) {
  session_.view.filter = text;
  look_again();
}

void TopScreen::open_or_close(bool may_open, bool may_close) {
  if (looks_.selected >= session_.rows().size())
    return;
  const LiveRow &row = session_.rows()[looks_.selected];
  bool keeps_callers = session_.follow().ledger().header->frames_kept > 1;
  if (!row.can_open)
    looks_.message =
        keeps_callers ? "Nobody called from there, as far as callers are kept."
                      : "No callers were kept: compile with "
                        "--profile-memory=stacks.";
  else if (row.is_open && may_close)
    session_.view.open.erase(row.path);
  else if (!row.is_open && may_open)
    session_.view.open.insert(row.path);
  selected_path_ = row.path;
  look_again();
}

bool TopScreen::take_character(wchar_t character) {
  static const std::map<wchar_t, LiveSort> kSortKeys = {
      {L'c', LiveSort::kCurrent}, {L'g', LiveSort::kGrowth},
      {L'k', LiveSort::kBlocks},  {L'p', LiveSort::kPeak},
      {L't', LiveSort::kTotal},   {L'n', LiveSort::kCount}};
  static const std::map<wchar_t, By> kByKeys = {{L'l', By::kLine},
                                                {L'f', By::kFile},
                                                {L'u', By::kFunction},
                                                {L'y', By::kType},
                                                {L'o', By::kModule}};
  if (auto sort = kSortKeys.find(character); sort != kSortKeys.end()) {
    session_.view.sort = sort->second;
    look_again();
  } else if (auto by = kByKeys.find(character); by != kByKeys.end()) {
    session_.view.by = by->second;
    look_again();
  }
  switch (character) {
  case L'q':
    return false;
  case L'h':
  case L'?':
    return help();
  case L's':
  case L'>':
    sort_by(1);
    break;
  case L'<':
    sort_by(-1);
    break;
  case L'b':
    next_by();
    break;
  case L'm':
    session_.set_mark();
    looks_.message = "Marked: growth is since now.";
    break;
  case L'd':
    if (!session_.has_mark())
      looks_.message = "There is no mark; m sets one.";
    session_.show_since_mark(!session_.shows_since_mark());
    break;
  case L'r':
    next_ = LiveClock::now();
    break;
  case L' ':
    looks_.paused = !looks_.paused;
    break;
  case L'/':
    looks_.asks = true;
    looks_.asked.clear();
    break;
  default:
    break;
  }
  return true;
}

void TopScreen::take_answer(const Input &input) {
  switch (input.key) {
  case Input::kCharacter:
    if (input.character >= L' ')
      looks_.asked += input.character;
    return;
  case Input::kBackspace:
    if (!looks_.asked.empty())
      looks_.asked.pop_back();
    return;
  case Input::kEnter:
    filter_by(narrow(looks_.asked));
    looks_.asks = false;
    return;
  case Input::kEscape:
    looks_.asks = false;
    return;
  default:
    return;
  }
}

bool TopScreen::help() {
  for (;;) {
    draw_help(screen_);
    Input input = screen_.wait(std::chrono::hours(1));
    if (input.key == Input::kClosed)
      return false;
    if (input.key != Input::kNone && input.key != Input::kResize)
      return true;
  }
}

bool TopScreen::take(const Input &input) {
  if (input.key == Input::kClosed)
    return false;
  if (looks_.asks) {
    take_answer(input);
    return true;
  }
  auto page = static_cast<int64_t>(room_for_rows(screen_));
  auto all = static_cast<int64_t>(session_.rows().size());
  switch (input.key) {
  case Input::kUp:
    move(-1);
    break;
  case Input::kDown:
    move(1);
    break;
  case Input::kPageUp:
    move(-page);
    break;
  case Input::kPageDown:
    move(page);
    break;
  case Input::kHome:
    move(-all);
    break;
  case Input::kEnd:
    move(all);
    break;
  case Input::kLeft:
    open_or_close(false, true);
    break;
  case Input::kRight:
    open_or_close(true, false);
    break;
  case Input::kEnter:
    open_or_close(true, true);
    break;
  case Input::kEscape:
    filter_by("");
    break;
  case Input::kHelp:
    return help();
  case Input::kCharacter:
    return take_character(input.character);
  default:
    break;
  }
  return true;
}

void TopScreen::run(uint64_t rounds) {
  next_ = LiveClock::now() + session_.pause(delay_);
  uint64_t round = 1;
  for (;;) {
    draw_now();
    auto left = looks_.paused ? LiveClock::duration(std::chrono::hours(1))
                              : next_ - LiveClock::now();
    Input input = screen_.wait(std::max(left, LiveClock::duration(0)));
    if (input.key != Input::kNone) {
      looks_.message.clear();
      if (!take(input))
        return;
    }
    if (!looks_.paused && LiveClock::now() >= next_) {
      if (rounds != 0 && round++ >= rounds)
        return;
      next_reading();
    }
  }
}

} // namespace memtrace::driver
