// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// report.cpp: `memtrace report`: what a ledger says, for people or programs.
#include "complaint.h"
#include "formats/json.h"
#include "formats/text.h"
#include "output.h"
#include "reader/open_ledger.h"
#include "verbs/verb.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::string ledger;
  std::string sort = "peak";
  std::string by = "line";
  std::string tree;
  ViewOptions view;
  std::string format = "text";
  std::string output = "-";
};

rt::SortKey sort_key(const std::string &name) {
  static const std::map<std::string, rt::SortKey> kKeys = {
      {"peak", rt::SortKey::kPeak},
      {"current", rt::SortKey::kCurrent},
      {"total", rt::SortKey::kTotal},
      {"count", rt::SortKey::kCount}};
  return kKeys.at(name);
}

By by_key(const std::string &name) {
  return name == "function" ? By::kFunction
         : name == "file"   ? By::kFile
                            : By::kLine;
}

Tree tree_of(const std::string &name) {
  return name == "callers"   ? Tree::kCallers
         : name == "callees" ? Tree::kCallees
                             : Tree::kNone;
}

ViewOptions view_of(const Settings &settings) {
  ViewOptions view = settings.view;
  view.sort = sort_key(settings.sort);
  view.by = by_key(settings.by);
  view.tree = tree_of(settings.tree);
  return view;
}

// Which names the text shows.
ReadableNames::Of names_in(const Ledger &ledger, const ViewOptions &view) {
  bool has_chains = view.chains != 0 && ledger.header->frames_kept > 1;
  return is_plain(view) && !has_chains ? ReadableNames::Of::kPlacesWithoutLine
                                       : ReadableNames::Of::kAllFrames;
}

void report(const Settings &settings) {
  Ledger ledger = open_ledger(settings.ledger);
  Output output(settings.output);
  bool written;
  if (settings.format == "json") {
    ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
    written = write_json(ledger, names, output.sink());
  } else {
    ViewOptions view = view_of(settings);
    ReadableNames names(ledger, names_in(ledger, view));
    written = write_text(ledger, names, view, output.sink());
  }
  output.finish();
  if (!written)
    throw Complaint(kFailed, "there is not enough memory to sort the lines");
}

// Without a word for the help, which has it already.
CLI::Validator one_of(const std::vector<std::string> &words) {
  return CLI::IsMember(words).description("");
}

// CLI11 itself takes -1 for a large number.
CLI::Validator number_of(const std::string &what) {
  auto refusal = [what](const std::string &text) {
    bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    return digits && text.size() < 20
               ? ""
               : "'" + text + "' is not a number of " + what;
  };
  return CLI::Validator(refusal, "");
}

// Options that say what the text shows, apart from its order.
std::vector<CLI::Option *> add_view(CLI::App &app, Settings &settings) {
  CLI::Option *by =
      app.add_option("--by", settings.by,
                     "What a row is: line (default), function or file")
          ->check(one_of({"line", "function", "file"}))
          ->type_name("KEY");
  CLI::Option *inclusive = app.add_flag(
      "--inclusive", settings.view.inclusive,
      "Count in a row all that was allocated in what it calls, too");
  CLI::Option *chains =
      app.add_option("--chains", settings.view.chains,
                     "Chains of callers beneath each row at most (default: 3)")
          ->check(number_of("chains"))
          ->type_name("N");
  CLI::Option *tree =
      app.add_option("--tree", settings.tree,
                     "Instead of rows, a tree: callers, from what allocates up "
                     "to who called it, or callees, from main down")
          ->check(one_of({"callers", "callees"}))
          ->type_name("WAY")
          ->excludes(inclusive)
          ->excludes(chains);
  CLI::Option *depth = app.add_option("--depth", settings.view.depth,
                                      "Levels of a tree at most (default: 50)")
                           ->check(number_of("levels"))
                           ->type_name("N")
                           ->needs(tree);
  return {by, inclusive, chains, tree, depth};
}

void check_format(const Settings &settings,
                  const std::vector<CLI::Option *> &of_text) {
  for (const CLI::Option *option : of_text)
    if (settings.format == "json" && option->count() != 0)
      throw Complaint(kBadInput, option->get_name() +
                                     " is for the text: --format=json always "
                                     "has all there is");
}

} // namespace

Verb add_report(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app = command.add_subcommand(
      "report", "Say which source lines hold the memory of a program, from "
                "the ledger that it wrote.");
  app->add_option("LEDGER", settings->ledger,
                  "A file that a program wrote, or the number of a process "
                  "that runs")
      ->required();
  app->add_option("--sort", settings->sort,
                  "What the rows of the text show: peak (default), current, "
                  "total or count")
      ->check(one_of({"peak", "current", "total", "count"}))
      ->type_name("KEY");
  app->add_option("-n,--top", settings->view.top,
                  "Rows of the text at most (default: 25)")
      ->check(number_of("rows"))
      ->type_name("N");
  std::vector<CLI::Option *> of_text = add_view(*app, *settings);
  app->add_option("--format", settings->format,
                  "text (default), or json, which has all sites and contexts")
      ->check(one_of({"text", "json"}))
      ->type_name("FORMAT");
  app->add_option("-o,--output", settings->output,
                  "The file to write; - is standard output (default)")
      ->type_name("FILE");
  return {app, [settings, of_text] {
            check_format(*settings, of_text);
            report(*settings);
          }};
}

} // namespace memtrace::driver
