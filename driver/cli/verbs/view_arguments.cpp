// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// view_arguments.cpp: see view_arguments.h.
#include "verbs/view_arguments.h"

#include "complaint.h"
#include "views/words.h"

#include <cstdio>

namespace memtrace::driver {

CLI::Validator one_of(const std::vector<std::string> &words) {
  return CLI::IsMember(words);
}

CLI::Validator number_of(const std::string &what) {
  auto refusal = [what](const std::string &text) {
    bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    return digits && text.size() < 20
               ? ""
               : "'" + text + "' is not a number of " + what;
  };
  return CLI::Validator(refusal, "");
}

void add_ledgers(CLI::App &app, std::vector<std::string> &ledgers) {
  app.add_option("LEDGER", ledgers,
                 "Files that programs wrote, or numbers of processes; several "
                 "are added up")
      ->required();
}

void add_filter(CLI::App &app, Filter &filter) {
  auto add = [&](const char *name, const char *help, auto use) {
    app.add_option_function<std::vector<std::string>>(
           name,
           [use](const std::vector<std::string> &patterns) {
             for (const std::string &pattern : patterns)
               use(pattern);
           },
           help)
        ->type_name("GLOB[:LINE]")
        ->type_size(1)
        ->expected(1)
        ->take_all();
  };
  add("--include",
      "Only what files charge whose names match; may be given again",
      [&filter](const std::string &pattern) { filter.include(pattern); });
  add("--exclude", "All but that; may be given again",
      [&filter](const std::string &pattern) { filter.exclude(pattern); });
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
  return app
      .add_option("--at", moment,
                  "What is shown: at the peak (default), current (not freed), "
                  "or in total over the whole run")
      ->check(one_of(moment_words()))
      ->type_name("MOMENT");
}

void add_format(CLI::App &app, FormatArguments &arguments,
                const std::vector<std::string> &formats) {
  std::string list;
  for (size_t i = 0; i < formats.size(); ++i)
    list += (i == 0                   ? ""
             : i + 1 < formats.size() ? ", "
                                      : " or ") +
            formats[i] + (i == 0 ? " (default)" : "");
  app.add_option("--format", arguments.format, list)
      ->check(one_of(formats))
      ->type_name("FORMAT");
  app.add_option("-o,--output", arguments.output,
                 "The file to write; - is standard output (default)")
      ->type_name("FILE");
}

void add_colour(CLI::App &app, std::string &when) {
  app.add_option("--color", when,
                 "Colours: auto (default: on a terminal), always or never")
      ->check(one_of({"auto", "always", "never"}))
      ->type_name("WHEN");
}

void add_view(CLI::App &app, ViewArguments &arguments) {
  add_moment(app, arguments.at);
  app.add_option("--sort", arguments.sort,
                 "What the largest rows have most of: size (default) or count")
      ->check(one_of({"size", "count"}))
      ->type_name("KEY");
  app.add_option("--by", arguments.by,
                 "What a row is: line (default), file, function, type, module, "
                 "stack or site")
      ->check(one_of(by_words()))
      ->type_name("KEY");
  arguments.inclusive_option = app.add_flag(
      "--inclusive", arguments.inclusive,
      "Count in a row all that was allocated in what it calls, too");
  arguments.top_option =
      app.add_option("-n,--top", arguments.top,
                     "Rows at most (default: 25; in json and csv all)")
          ->check(number_of("rows"))
          ->type_name("N");
  add_filter(app, arguments.filter);
}

ViewOptions ViewArguments::options(const std::string &format) const {
  ViewOptions view;
  view.sort = sort_key_of(at, sort == "count");
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
