// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// chart.h: how a number went over time, drawn in lines of text.
#ifndef MEMTRACE_DRIVER_CLI_VIEWS_CHART_H
#define MEMTRACE_DRIVER_CLI_VIEWS_CHART_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace memtrace::driver {

struct ChartPoint {
  uint64_t time;
  uint64_t value;
};

struct ChartShape {
  size_t columns = 60;
  size_t rows = 8;
  bool utf8 = false; // eighths of a character; else whole ones
};

// The rows, highest first, without what stands beside them. `points` are in
// the order of their times. A column is as high as the largest value in it;
// where none falls in it, as the last one before.
std::vector<std::string> draw_chart(const std::vector<ChartPoint> &points,
                                    const ChartShape &shape);

} // namespace memtrace::driver

#endif
