// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// hints.cpp: `memtrace hints`: which of the five usual hotspots a ledger
// shows, and what to do about each.
#include "formats/hints.h"
#include "hints/hint.h"
#include "output.h"
#include "reader/open_ledger.h"
#include "text.h"
#include "verbs/arguments.h"
#include "verbs/verb.h"

#include <memory>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::vector<std::string> ledgers;
  double min_share = 5;
  FormatArguments format;
};

std::string text_of(const Settings &settings, const Hints &hints) {
  if (settings.format.format == "json")
    return hints_as_json(hints);
  if (settings.format.format == "markdown")
    return hints_as_markdown(hints);
  return (settings.ledgers.size() > 1 ? printable(hints.name) + ":\n" : "") +
         hints_as_text(hints);
}

std::string hints_of(const Settings &settings, const std::string &name) {
  Ledger ledger = open_ledger(name);
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  hints::Evidence evidence = hints::evidence_of(ledger, names);
  std::vector<hints::Hint> found =
      hints::find_hints(evidence, settings.min_share);
  return text_of(settings, {name, names, evidence, found, settings.min_share});
}

void run(const Settings &settings) {
  Output output(settings.format.output);
  bool is_first = true;
  for (const std::string &name : settings.ledgers) {
    std::string text = hints_of(settings, name);
    if (!is_first && settings.format.format != "json")
      output.write("\n", 1);
    output.write(text.data(), text.size());
    is_first = false;
  }
  output.finish();
}

CLI::Validator percent() {
  auto is_right = [](const std::string &text) {
    double value = -1;
    return CLI::detail::lexical_cast(text, value) && value >= 0 && value <= 100;
  };
  return only_if(is_right, "a percentage from 0 to 100");
}

} // namespace

Verb add_hints(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app =
      add_verb(command, "hints",
               "Name the usual hotspots of memory that the figures show: a "
               "file read whole, a document parsed whole, a cache that only "
               "grows, intermediate lists, a container that is grown; each "
               "with its evidence and its fix.");
  add_each_ledger(*app, settings->ledgers);
  add_option(*app, "--min-share", settings->min_share,
             "Say nothing of what is less of the peak (default: 5)")
      ->check(percent())
      ->type_name("PERCENT");
  add_format(*app, settings->format, {"text", "json", "markdown"});
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
