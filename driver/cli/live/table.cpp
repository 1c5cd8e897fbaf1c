// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table.cpp: see table.h.
#include "live/table.h"

#include "text.h"
#include "views/words.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>

namespace memtrace::driver {
namespace {

constexpr size_t kRoomForNames = 44;

struct Column {
  const char *title;
  size_t width; // with the space before it
};
// In the order of LiveSort.
constexpr Column kColumns[] = {{"CURRENT", 10}, {"GROWTH", 11}, {"BLOCKS", 10},
                               {"PEAK", 10},    {"TOTAL", 10},  {"COUNT", 11}};
// What is left out first.
constexpr LiveSort kByUse[] = {LiveSort::kTotal,  LiveSort::kBlocks,
                               LiveSort::kCount,  LiveSort::kPeak,
                               LiveSort::kGrowth, LiveSort::kCurrent};

template <typename... Values>
std::string print(const char *format, Values... values) {
  char text[64];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

} // namespace

size_t width_of(LiveSort column) {
  return kColumns[static_cast<int>(column)].width;
}

const char *title_of(LiveSort column) {
  return kColumns[static_cast<int>(column)].title;
}

std::string title_of(By by) {
  std::string title = word_of(by);
  std::transform(title.begin(), title.end(), title.begin(),
                 [](unsigned char c) { return std::toupper(c); });
  return title;
}

std::vector<LiveSort> columns_for(size_t width, LiveSort sort) {
  std::vector<LiveSort> columns;
  size_t used = kRoomForNames;
  for (size_t i = 0; i < std::size(kColumns); ++i) {
    columns.push_back(static_cast<LiveSort>(i));
    used += width_of(columns.back());
  }
  for (LiveSort column : kByUse) {
    if (used <= width)
      break;
    if (column == sort)
      continue;
    used -= width_of(column);
    columns.erase(std::find(columns.begin(), columns.end(), column));
  }
  return columns;
}

std::string cell(const LiveRow &row, LiveSort column) {
  rt::Amount amount = amount_of(row, column);
  if (column == LiveSort::kGrowth)
    return amount.bytes == 0 ? "-" : signed_size_text(amount.bytes);
  return is_by_blocks(column) ? count_text(amount.blocks)
                              : size_text(amount.bytes);
}

std::string count_text(int64_t count) {
  constexpr int64_t kLongest = 100000000;
  if (count > -kLongest && count < kLongest)
    return std::to_string(count);
  auto value = static_cast<double>(count);
  const char *kUnits[] = {"M", "G", "T", "P", "E"};
  size_t unit = 0;
  for (value /= 1e6; std::fabs(value) >= 1e5 && unit + 1 < std::size(kUnits);)
    value /= 1e3, ++unit;
  return print("%.0f%s", value, kUnits[unit]);
}

std::string rate_text(double per_second) {
  return print(per_second < 10 ? "%.1f/s" : "%.0f/s", per_second);
}

std::string duration_text(double seconds) {
  if (seconds < 60)
    return print("%.1f s", seconds);
  auto whole = static_cast<unsigned long long>(seconds);
  return whole < 3600 ? print("%llu:%02llu", whole / 60, whole % 60)
                      : print("%llu:%02llu:%02llu", whole / 3600,
                              whole / 60 % 60, whole % 60);
}

} // namespace memtrace::driver
