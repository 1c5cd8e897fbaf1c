// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// view_arguments.cpp: see view_arguments.h.
#include "verbs/view_arguments.h"

#include "complaint.h"
#include "text.h"
#include "views/words.h"

#include <cstdio>

namespace memtrace::driver {

void add_filter(CLI::App &app, Filter &filter) {
  add_repeated(
      app, "--include",
      [&filter](const std::string &pattern) { filter.include(pattern); },
      "Only what files charge whose names match", "GLOB[:LINE]");
  add_repeated(
      app, "--exclude",
      [&filter](const std::string &pattern) { filter.exclude(pattern); },
      "All but that", "GLOB[:LINE]");
  app.add_flag_callback(
      "--all-frames", [&filter] { filter.look_at_all_frames(); },
      "Filter by all callers, too, and not only by the line that is charged");
}

void warn_of_unmatched(const Filter &filter,
                       const std::vector<const Ledger *> &ledgers) {
  for (const std::string &pattern : filter.unmatched(ledgers))
    std::fprintf(stderr, "memtrace: warning: no file matches '%s'\n",
                 printable(pattern).c_str());
}

void apply_filter(const Filter &filter, const std::vector<Ledger *> &ledgers) {
  warn_of_unmatched(filter, {ledgers.begin(), ledgers.end()});
  for (Ledger *ledger : ledgers)
    filter.apply(*ledger);
}

CLI::Option *add_moment(CLI::App &app, std::string &moment) {
  return add_choice(
      app, "--at", moment, moment_words(),
      "What is shown: at the peak (default), current (not freed), or in total "
      "over the whole run",
      "MOMENT");
}

void add_view(CLI::App &app, ViewArguments &arguments) {
  add_moment(app, arguments.at);
  add_choice(app, "--sort", arguments.sort, {"size", "count"},
             "What the largest rows have most of: size (default) or count",
             "KEY");
  std::vector<std::string> words = by_words();
  words.front() += " (default)";
  add_choice(app, "--by", arguments.by, by_words(),
             "What a row is: " + listed(words), "KEY");
  arguments.inclusive_option =
      add_flag(app, "--inclusive", arguments.inclusive,
               "Count in a row all that was allocated in what it calls, too");
  arguments.top_option =
      add_number(app, "-n,--top", arguments.top, "rows",
                 "Rows at most (default: 25; in json and csv all)");
  add_filter(app, arguments.filter);
}

ViewOptions ViewArguments::options(const std::string &format) const {
  ViewOptions view;
  view.sort = sort_key_of(moment_of(at), sort == "count");
  view.by = by_of(by);
  view.inclusive = inclusive;
  if (top_option->count() != 0)
    view.top = top;
  else if (format == "json" || format == "csv")
    view.top = UINT64_MAX;
  if (inclusive && !is_of_entries(view.by))
    throw Complaint(kBadInput, "--inclusive is for lines, files and functions: "
                               "no caller has a " +
                                   by + " of its own");
  return view;
}

} // namespace memtrace::driver
