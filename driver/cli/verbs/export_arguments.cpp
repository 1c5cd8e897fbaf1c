// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// export_arguments.cpp: see export_arguments.h.
#include "verbs/export_arguments.h"

#include "complaint.h"
#include "verbs/view_arguments.h"

#include <unistd.h>

namespace memtrace::driver {

ExportOptions ExportArguments::options() const {
  ExportOptions options;
  for (Moment moment : kMoments)
    if (at == name_of(moment))
      options.at = moment;
  options.blocks = sort == "count";
  options.by =
      by == "function" ? FrameTable::By::kFunction : FrameTable::By::kLine;
  return options;
}

void add_export_arguments(CLI::App &app, ExportArguments &arguments,
                          const std::string &help_of_by) {
  arguments.at_option = add_moment(app, arguments.at);
  arguments.sort_option =
      app.add_option("--sort", arguments.sort,
                     "What counts: size (default), or count, the number of "
                     "blocks")
          ->check(one_of({"size", "count"}))
          ->type_name("KEY");
  arguments.by_option = app.add_option("--by", arguments.by, help_of_by)
                            ->check(one_of({"line", "function"}))
                            ->type_name("KEY");
  add_filter(app, arguments.filter);
  app.add_option("-o,--output", arguments.output,
                 "The file to write; - is standard output (default)")
      ->type_name("FILE");
}

void refuse_terminal(const std::string &output, const std::string &what) {
  bool is_standard = output.empty() || output == "-";
  if (is_standard && isatty(STDOUT_FILENO) != 0)
    throw Complaint(kBadInput,
                    what + " is nothing for a terminal: name a file with -o");
}

} // namespace memtrace::driver
