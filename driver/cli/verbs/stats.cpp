// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// stats.cpp: `memtrace stats`: what a run came to as a whole.
#include "complaint.h"
#include "formats/statistics.h"
#include "output.h"
#include "reader/open_ledgers.h"
#include "terminal.h"
#include "verbs/arguments.h"
#include "verbs/verb.h"

#include <algorithm>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::vector<std::string> ledgers;
  FormatArguments format;
};

// What is left beside the scale.
ChartShape shape_on(const Terminal &terminal) {
  constexpr size_t kBeside = 14, kLeast = 20, kMost = 120;
  ChartShape shape;
  shape.columns = std::clamp(
      terminal.width > kBeside ? terminal.width - kBeside : 0, kLeast, kMost);
  shape.utf8 = terminal.has_utf8;
  return shape;
}

void run(const Settings &settings) {
  Ledger ledger = open_ledgers(settings.ledgers);
  Output output(settings.format.output);
  bool is_text = settings.format.format == "text";
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  bool written =
      is_text ? write_statistics_text(ledger, names,
                                      shape_on(terminal_of(STDOUT_FILENO)),
                                      output.sink())
              : write_statistics_json(ledger, names, output.sink());
  output.finish();
  if (!written)
    throw Complaint(kFailed, "there is not enough memory to sort the lines");
}

} // namespace

Verb add_stats(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app =
      add_verb(command, "stats",
               "Say what a run came to as a whole, and how it went over time, "
               "if memtrace run watched it.");
  add_ledgers(*app, settings->ledgers);
  add_format(*app, settings->format, {"text", "json"});
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
