// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report.cpp: `memtrace report`: what a ledger says, for people or programs.
#include "complaint.h"
#include "formats/json_summary.h"
#include "formats/report_text.h"
#include "formats/table.h"
#include "formats/tint.h"
#include "output.h"
#include "reader/open_ledgers.h"
#include "terminal.h"
#include "verbs/verb.h"
#include "verbs/view_arguments.h"

#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::vector<std::string> ledgers;
  ViewArguments view;
  uint64_t chains = 3;
  std::string tree;
  uint64_t depth = 50;
  FormatArguments format;
  std::string colour = "auto";
  std::vector<CLI::Option *> of_text;
};

Tree tree_of(const std::string &name) {
  return name == "callers"   ? Tree::kCallers
         : name == "callees" ? Tree::kCallees
                             : Tree::kNone;
}

ViewOptions options_of(const Settings &settings) {
  const std::string &format = settings.format.format;
  ViewOptions view = settings.view.options(format);
  view.chains = settings.chains;
  view.tree = tree_of(settings.tree);
  view.depth = settings.depth;
  for (const CLI::Option *option : settings.of_text)
    if (format != "text" && option->count() != 0)
      throw Complaint(kBadInput, option->get_name() + " is for the text; for " +
                                     format + ", --by=stack has all callers");
  if (view.tree != Tree::kNone && !is_of_entries(view.by))
    throw Complaint(kBadInput, "a --tree is by line, file or function: no "
                               "caller has a " +
                                   settings.view.by + " of its own");
  return view;
}

// Which names the text shows.
ReadableNames::Of names_in(const Ledger &ledger, const ViewOptions &view) {
  bool has_chains = view.chains != 0 && ledger.header->frames_kept > 1;
  return is_plain(view) && !has_chains ? ReadableNames::Of::kPlacesWithoutLine
                                       : ReadableNames::Of::kAllFrames;
}

bool write_table(Ledger &ledger, const ViewOptions &options,
                 const Settings &settings, rt::Sink sink) {
  Json about = json_summary(ledger);
  settings.view.filter.apply(ledger);
  const rt::LedgerView view = ledger.view();
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  Keys keys(view, names.for_report(), options.by);
  Table table = table_of(KeyRows(view, keys, options), keys, options);
  const std::string &format = settings.format.format;
  return format == "json"  ? write_table_json(table, about, sink)
         : format == "csv" ? write_table_csv(table, sink)
                           : write_table_markdown(table, sink);
}

bool wants_colour(const Settings &settings) {
  return settings.format.output == "-" &&
         terminal_of(STDOUT_FILENO, colour_of(settings.colour)).has_colour;
}

// What rows are shares of.
uint64_t total_bytes(const Ledger &ledger, rt::SortKey key) {
  rt::Amount total;
  for (const Counted &counted : counted_contexts(ledger.view(), key))
    total += counted.amount;
  return total.bytes > 0 ? static_cast<uint64_t>(total.bytes) : 0;
}

void run(const Settings &settings) {
  ViewOptions options = options_of(settings);
  Ledger ledger = open_ledgers(settings.ledgers);
  warn_of_unmatched(settings.view.filter, {&ledger});
  Output output(settings.format.output);
  bool written;
  if (settings.format.format == "text") {
    ReadableNames names(ledger, names_in(ledger, options));
    Tint tint(output.sink(), wants_colour(settings),
              total_bytes(ledger, options.sort));
    written =
        write_text(ledger, names, options, settings.view.filter, tint.sink());
    written = tint.finish() && written;
  } else {
    written = write_table(ledger, options, settings, output.sink());
  }
  output.finish();
  if (!written)
    throw Complaint(kFailed, "there is not enough memory to sort the lines");
}

void add_text_options(CLI::App &app, Settings &settings) {
  CLI::Option *chains =
      add_number(app, "--chains", settings.chains, "chains",
                 "Chains of callers beneath each row at most (default: 3)");
  CLI::Option *tree =
      add_choice(app, "--tree", settings.tree, {"callers", "callees"},
                 "Instead of rows, a tree: callers, from what allocates up to "
                 "who called it, or callees, from main down",
                 "WAY")
          ->excludes(settings.view.inclusive_option)
          ->excludes(chains);
  CLI::Option *depth = add_number(app, "--depth", settings.depth, "levels",
                                  "Levels of a tree at most (default: 50)")
                           ->needs(tree);
  settings.of_text = {chains, tree, depth};
}

} // namespace

Verb add_report(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app =
      add_verb(command, "report",
               "Say which source lines hold the memory of a program, from "
               "the ledger that it wrote.");
  add_ledgers(*app, settings->ledgers);
  add_view(*app, settings->view);
  add_text_options(*app, *settings);
  add_format(*app, settings->format, {"text", "json", "csv", "markdown"});
  add_colour(*app, settings->colour);
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
