// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// draw.cpp: see draw.h.
#include "live/draw.h"

#include "live/fit.h"
#include "live/table.h"
#include "terminal.h"

#include <algorithm>
#include <cmath>

namespace memtrace::driver {
namespace {

constexpr size_t kAbove = 5; // lines above the rows, the titles among them
constexpr size_t kBelow = 1;
constexpr size_t kTitles = kAbove - 1;

std::wstring right(const std::wstring &text, size_t width) {
  size_t used = columns(text);
  return std::wstring(width > used ? width - used : 0, L' ') + text;
}

// What would run into the text before it is left out.
void put_right(Screen &screen, size_t row, size_t left, Style style,
               const std::wstring &text) {
  size_t used = columns(text) + 1;
  if (left + 2 + used <= screen.width())
    screen.put(row, screen.width() - used, style, text);
}

size_t put_values(Screen &screen, size_t row, const Summary::Values &values) {
  size_t at = 1;
  for (const auto &[name, value] : values) {
    at = screen.put(row, at, Style::kDim, wide(std::string(name) + " "));
    at = screen.put(row, at, Style::kStrong, wide(value)) + 3;
  }
  return at;
}

// What was live over the last readings: a small column for each, in which the
// largest is full.
std::wstring curve(const std::deque<int64_t> &history, size_t width) {
  constexpr wchar_t kSteps[] =
      L" \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
  if (sign(kSteps[1], L'?') == L'?' || history.size() < 2)
    return L"";
  size_t count = std::min(width, history.size());
  auto first = history.end() - static_cast<std::ptrdiff_t>(count);
  auto most = static_cast<double>(
      std::max<int64_t>(1, *std::max_element(first, history.end())));
  std::wstring text;
  for (auto i = first; i != history.end(); ++i) {
    double part = static_cast<double>(std::max<int64_t>(*i, 0)) / most;
    text += kSteps[std::clamp(static_cast<int>(std::lround(part * 8)), 0, 8)];
  }
  return text;
}

std::wstring growth_since(const Session &session) {
  if (session.shows_since_mark())
    return L"growth since the mark, " +
           wide(duration_text(session.seconds_since_mark())) + L" ago";
  return session.has_mark()
             ? L"growth since the last reading; d: since the mark"
             : L"growth since the last reading; m: mark";
}

void draw_summary(Screen &screen, const Session &session, const Looks &looks) {
  Summary summary = session.summary();
  size_t at = screen.put(0, 1, Style::kStrong, wide(summary.program));
  at = screen.put(0, at + 2, Style::kPlain, wide(summary.process));
  put_right(screen, 0, at, looks.paused ? Style::kMuch : Style::kDim,
            looks.paused
                ? L"paused"
                : L"every " + wide(duration_text(looks.pause_seconds)));
  at = put_values(screen, 1, summary.memory);
  size_t room = screen.width() > at + 4 ? screen.width() - at - 4 : 0;
  put_right(screen, 1, at, Style::kLess,
            curve(session.history(), std::min<size_t>(room, 40)));
  put_values(screen, 2, summary.rest);
  std::wstring filter;
  if (!session.view.filter.empty())
    filter = L"only with '" + wide(session.view.filter) + L"'";
  at = screen.put(3, 1, Style::kMuch, filter);
  put_right(screen, 3, at, Style::kDim, growth_since(session));
}

void draw_titles(Screen &screen, const Session &session,
                 const std::vector<LiveSort> &columns) {
  std::wstring line;
  for (LiveSort column : columns) {
    std::wstring title = wide(title_of(column));
    if (column == session.view.sort)
      title += sign(L'\u25be', L'*');
    line += right(title, width_of(column));
  }
  screen.put_bar(kTitles, Style::kBar,
                 line + L"    " + wide(title_of(session.view.by)));
}

uint64_t magnitude(const LiveRow &row, LiveSort sort) {
  rt::Amount amount = amount_of(row, sort);
  int64_t value = is_by_blocks(sort) ? amount.blocks : amount.bytes;
  return value > 0 ? static_cast<uint64_t>(value) : 0;
}

Style style_of(const LiveRow &row, LiveSort column, LiveSort sort,
               uint64_t whole) {
  if (column == LiveSort::kGrowth)
    return row.growth.bytes > 0   ? Style::kMore
           : row.growth.bytes < 0 ? Style::kLess
                                  : Style::kDim;
  if (column != sort)
    return Style::kPlain;
  switch (ink_of_share(magnitude(row, sort), whole)) {
  case Ink::kMost:
    return Style::kMost;
  case Ink::kMuch:
    return Style::kMuch;
  case Ink::kSome:
    return Style::kSome;
  default:
    return Style::kPlain;
  }
}

class RowDrawing {
public:
  RowDrawing(Screen &screen, const Session &session)
      : screen_(screen), sort_(session.view.sort),
        columns_(columns_for(screen.width(), sort_)),
        closed_(sign(L'\u25b8', L'+')), open_(sign(L'\u25be', L'-')) {
    for (const LiveRow &row : session.rows())
      if (row.depth == 0)
        whole_ += magnitude(row, sort_);
  }

  const std::vector<LiveSort> &columns() const { return columns_; }

  void draw(size_t at, const LiveRow &row, bool selected) {
    size_t column = 0;
    for (LiveSort which : columns_) {
      std::wstring text = right(wide(cell(row, which)), width_of(which));
      column = screen_.put(at, column,
                           selected ? Style::kSelected
                                    : style_of(row, which, sort_, whole_),
                           text);
    }
    std::wstring name(2 + std::min(row.depth, 20U) * 2, L' ');
    name += !row.can_open ? L' ' : row.is_open ? open_ : closed_;
    name += L' ';
    size_t room = screen_.width() > column ? screen_.width() - column : 0;
    size_t used = std::min(name.size(), room);
    name = name.substr(0, used) + fit(wide(row.text), room - used);
    Style style = selected         ? Style::kSelected
                  : row.depth != 0 ? Style::kDim
                                   : Style::kPlain;
    column = screen_.put(at, column, style, name);
    if (selected && column < screen_.width())
      screen_.put(at, column, style,
                  std::wstring(screen_.width() - column, L' '));
  }

private:
  Screen &screen_;
  LiveSort sort_;
  std::vector<LiveSort> columns_;
  wchar_t closed_;
  wchar_t open_;
  uint64_t whole_ = 0;
};

void draw_foot(Screen &screen, const Session &session, const Looks &looks) {
  size_t row = screen.height() - 1;
  // On a low screen something else stands there.
  screen.put(row, 0, Style::kPlain, std::wstring(screen.width(), L' '));
  if (looks.asks) {
    size_t at = screen.put(row, 0, Style::kStrong, L" filter: ");
    at = screen.put(row, at, Style::kPlain, looks.asked);
    screen.cursor(row, std::min(at, screen.width() - 1));
    return;
  }
  const std::string &message =
      looks.message.empty() ? session.follow().error() : looks.message;
  if (!message.empty()) {
    screen.put(row, 0, Style::kMuch, L" " + wide(message));
    return;
  }
  constexpr const wchar_t *kHints[][2] = {
      {L"q", L"quit"},           {L"h", L"help"},   {L"Enter", L"callers"},
      {L"s", L"sort"},           {L"b", L"by"},     {L"m", L"mark"},
      {L"d", L"since the mark"}, {L"/", L"filter"}, {L"Space", L"pause"}};
  size_t at = 1;
  for (const auto &hint : kHints) {
    at = screen.put(row, at, Style::kStrong, hint[0]);
    at = screen.put(row, at + 1, Style::kDim, hint[1]) + 2;
  }
}

} // namespace

size_t room_for_rows(const Screen &screen) {
  return screen.height() > kAbove + kBelow ? screen.height() - kAbove - kBelow
                                           : 0;
}

void draw(Screen &screen, const Session &session, const Looks &looks) {
  screen.erase();
  if (screen.width() == 0 || screen.height() == 0)
    return;
  draw_summary(screen, session, looks);
  RowDrawing rows(screen, session);
  draw_titles(screen, session, rows.columns());
  const std::vector<LiveRow> &all = session.rows();
  size_t room = room_for_rows(screen);
  for (size_t i = looks.first; i < all.size() && i - looks.first < room; ++i)
    rows.draw(kAbove + i - looks.first, all[i], i == looks.selected);
  if (all.empty())
    screen.put(kAbove, 1, Style::kDim,
               session.view.filter.empty() ? L"Nothing was allocated yet."
                                           : L"No row has that in its name.");
  draw_foot(screen, session, looks);
  screen.show();
}

void draw_help(Screen &screen) {
  constexpr const wchar_t *kKeys[][2] = {
      {L"c g k", L"sort by what is live: bytes, their growth, blocks"},
      {L"p t n", L"sort by the peak, by all that was ever allocated, and by "
                 L"how often"},
      {L"s  < >", L"sort by the next column, the one before, the one behind"},
      {L"l u f y o", L"a row for each line, function, file, type, module"},
      {L"b", L"the next of these"},
      {L"m", L"mark this moment, and show the growth since then"},
      {L"d", L"growth since the mark, or since the last reading"},
      {L"Enter", L"open a row: who called; or close it"},
      {L"Left Right", L"close, open"},
      {L"Up Down", L"choose a row; also PgUp, PgDn, Home, End"},
      {L"/", L"only rows with this in their name; Esc: all again"},
      {L"Space", L"pause, and go on"},
      {L"r", L"read now"},
      {L"q", L"quit"}};
  screen.erase();
  screen.put(0, 1, Style::kStrong, L"memtrace top");
  screen.put(0, 15, Style::kDim,
             L"reads what a process counts, and never disturbs it");
  size_t row = 2;
  for (const auto &key : kKeys) {
    screen.put(row, 3, Style::kStrong, key[0]);
    screen.put(row++, 16, Style::kPlain, key[1]);
  }
  screen.put(row + 1, 1, Style::kDim, L"Any key goes back.");
  screen.show();
}

} // namespace memtrace::driver
