// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// chart.cpp: see chart.h.
#include "views/chart.h"

#include <algorithm>
#include <cmath>

namespace memtrace::driver {
namespace {

constexpr size_t kEighths = 8;
const char *const kBlocks[kEighths + 1] = {" ", "▁", "▂", "▃", "▄",
                                           "▅", "▆", "▇", "█"};

std::vector<uint64_t> column_values(const std::vector<ChartPoint> &points,
                                    size_t columns) {
  std::vector<uint64_t> values(columns);
  uint64_t begin = points.front().time;
  double span = static_cast<double>(points.back().time - begin);
  uint64_t last = 0;
  size_t next = 0;
  for (size_t column = 0; column < columns; ++column) {
    double end =
        span * static_cast<double>(column + 1) / static_cast<double>(columns);
    bool is_last = column + 1 == columns;
    uint64_t most = 0;
    bool found = false;
    for (; next < points.size() &&
           (is_last || static_cast<double>(points[next].time - begin) < end);
         ++next) {
      last = points[next].value;
      most = std::max(most, last);
      found = true;
    }
    values[column] = found ? most : last;
  }
  return values;
}

// How much of a row is filled, in eighths.
size_t filled(size_t level, size_t row) {
  size_t below = row * kEighths;
  return level <= below ? 0 : std::min(level - below, kEighths);
}

const char *cell(size_t eighths, bool utf8) {
  return utf8 ? kBlocks[eighths] : eighths * 2 >= kEighths ? "#" : " ";
}

} // namespace

std::vector<std::string> draw_chart(const std::vector<ChartPoint> &points,
                                    const ChartShape &shape) {
  if (points.empty())
    return {};
  std::vector<uint64_t> values = column_values(points, shape.columns);
  uint64_t most = *std::max_element(values.begin(), values.end());
  std::vector<std::string> rows;
  double levels = static_cast<double>(shape.rows * kEighths);
  for (size_t row = shape.rows; row-- > 0;) {
    std::string text;
    for (uint64_t value : values) {
      double share =
          most == 0 ? 0
                    : static_cast<double>(value) / static_cast<double>(most);
      auto level = static_cast<size_t>(std::lround(share * levels));
      text += cell(filled(level, row), shape.utf8);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    rows.push_back(text);
  }
  return rows;
}

} // namespace memtrace::driver
