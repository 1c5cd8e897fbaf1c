// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// batch.cpp: see batch.h.
#include "live/batch.h"

#include "live/table.h"
#include "text.h"

namespace memtrace::driver {
namespace {

std::string line_of(const Summary::Values &values) {
  std::string line;
  for (const auto &[name, value] : values)
    line += (line.empty() ? "" : ", ") + std::string(name) + " " + value;
  return line + "\n";
}

} // namespace

std::string batch_text(const Session &session, uint64_t most) {
  Summary summary = session.summary();
  std::string text = "memtrace top: " + summary.program + ", " +
                     summary.process + "\n" + line_of(summary.memory) +
                     line_of(summary.rest);
  if (!session.follow().error().empty())
    text += session.follow().error() + "\n";
  text += "\n";
  std::vector<LiveSort> columns = columns_for(SIZE_MAX, session.view.sort);
  for (LiveSort column : columns)
    text += right(title_of(column), width_of(column));
  text += "  " + title_of(session.view.by) + "\n";
  uint64_t shown = 0;
  for (const LiveRow &row : session.rows()) {
    if (shown++ == most) {
      text +=
          right(std::to_string(session.rows().size() - most), 10) + " other\n";
      break;
    }
    for (LiveSort column : columns)
      text += right(cell(row, column), width_of(column));
    text += "  " + row.text + "\n";
  }
  return text;
}

} // namespace memtrace::driver
