// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_arguments.cpp: see export_arguments.h.
#include "verbs/export_arguments.h"

#include "complaint.h"
#include "verbs/view_arguments.h"
#include "views/words.h"

#include <unistd.h>

namespace memtrace::driver {

ExportOptions ExportArguments::options() const {
  ExportOptions options;
  options.at = moment_of(at);
  options.blocks = sort == "count";
  options.by =
      by == "function" ? FrameTable::By::kFunction : FrameTable::By::kLine;
  options.is_filtered = !filter.is_empty();
  return options;
}

void add_export_arguments(CLI::App &app, ExportArguments &arguments,
                          const std::string &help_of_by) {
  arguments.at_option = add_moment(app, arguments.at);
  arguments.sort_option = add_choice(
      app, "--sort", arguments.sort, {"size", "count"},
      "What counts: size (default), or count, the number of blocks", "KEY");
  arguments.by_option = add_choice(app, "--by", arguments.by,
                                   {"line", "function"}, help_of_by, "KEY");
  add_filter(app, arguments.filter);
  add_output(app, arguments.output);
}

void refuse_terminal(const std::string &output, const std::string &what) {
  bool is_standard = output.empty() || output == "-";
  if (is_standard && isatty(STDOUT_FILENO) != 0)
    throw Complaint(kBadInput,
                    what + " is nothing for a terminal: name a file with -o");
}

} // namespace memtrace::driver
