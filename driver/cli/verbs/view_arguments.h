// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// view_arguments.h: the arguments of verbs that show rows: of what, in which
// order, and which of them.
#ifndef MEMTRACE_DRIVER_CLI_VERBS_VIEW_ARGUMENTS_H
#define MEMTRACE_DRIVER_CLI_VERBS_VIEW_ARGUMENTS_H

#include "model/filter.h"
#include "verbs/arguments.h"
#include "views/view.h"

#include <CLI/CLI.hpp>
#include <string>

namespace memtrace::driver {

// `--include`, `--exclude`, `--all-frames`
void add_filter(CLI::App &app, Filter &filter);

// `--at`: peak, current or total
CLI::Option *add_moment(CLI::App &app, std::string &moment);

// What a view shows: `--at`, `--sort`, `--by`, `--inclusive`, `-n` and the
// filter's.
struct ViewArguments {
  std::string at = "peak";
  std::string sort = "size";
  std::string by = "line";
  bool inclusive = false;
  uint64_t top = 0;
  CLI::Option *top_option = nullptr;
  CLI::Option *inclusive_option = nullptr;
  Filter filter;

  // For that format; throws a Complaint where options contradict each other.
  ViewOptions options(const std::string &format) const;
};
void add_view(CLI::App &app, ViewArguments &arguments);

} // namespace memtrace::driver

#endif
