// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// table.h: the rows of `memtrace top` as columns of text.
#ifndef MEMTRACE_DRIVER_CLI_LIVE_TABLE_H
#define MEMTRACE_DRIVER_CLI_LIVE_TABLE_H

#include "live/live_rows.h"

#include <string>
#include <vector>

namespace memtrace::driver {

// Those of the columns that leave room for names; never without the one that
// is sorted by.
std::vector<LiveSort> columns_for(size_t width, LiveSort sort);
size_t width_of(LiveSort column);
const char *title_of(LiveSort column);
// `LINE`
std::string title_of(By by);
// Without what would fill it up on the left.
std::string cell(const LiveRow &row, LiveSort column);
// `1:02:03` or `2.5 s`
std::string duration_text(double seconds);
std::string count_text(int64_t count);
// `1234/s`
std::string rate_text(double per_second);

} // namespace memtrace::driver

#endif
