// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_arguments.h: the part of the command line that verbs share that write
// for other viewers.
#ifndef MEMTRACE_DRIVER_CLI_VERBS_EXPORT_ARGUMENTS_H
#define MEMTRACE_DRIVER_CLI_VERBS_EXPORT_ARGUMENTS_H

#include "formats/exports.h"
#include "model/filter.h"

#include <CLI/CLI.hpp>
#include <string>

namespace memtrace::driver {

struct ExportArguments {
  std::string at = "peak";
  std::string sort = "size";
  std::string by = "line";
  Filter filter;
  std::string output = "-";
  CLI::Option *at_option = nullptr;
  CLI::Option *sort_option = nullptr;
  CLI::Option *by_option = nullptr;

  ExportOptions options() const;
};

void add_export_arguments(CLI::App &app, ExportArguments &arguments,
                          const std::string &help_of_by);

// With a Complaint if the output would go to a terminal.
void refuse_terminal(const std::string &output, const std::string &what);

} // namespace memtrace::driver

#endif
