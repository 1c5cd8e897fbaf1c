// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// flamegraph.cpp: `memtrace flamegraph`: who holds the memory, as a picture.
#include "formats/flamegraph.h"

#include "complaint.h"
#include "output.h"
#include "reader/open_ledgers.h"
#include "verbs/export_arguments.h"
#include "verbs/verb.h"
#include "verbs/view_arguments.h"

#include <memory>

namespace memtrace::driver {
namespace {

constexpr uint64_t kLeastWidth = 600;
constexpr uint64_t kMostWidth = 20000;

struct Settings {
  std::vector<std::string> ledgers;
  ExportArguments what;
  FlamegraphOptions options;
};

void run(const Settings &settings) {
  uint64_t width = settings.options.width;
  if (width < kLeastWidth || width > kMostWidth)
    throw Complaint(kBadInput, "a --width is from " +
                                   std::to_string(kLeastWidth) + " to " +
                                   std::to_string(kMostWidth) + " pixels");
  refuse_terminal(settings.what.output, "an SVG picture");
  FlamegraphOptions options = settings.options;
  options.what = settings.what.options();
  Ledger ledger = open_ledgers(settings.ledgers);
  apply_filter(settings.what.filter, {&ledger});
  ReadableNames names(ledger, ReadableNames::Of::kAllFrames);
  Output output(settings.what.output);
  write_flamegraph(ledger, names, options, output.sink());
  output.finish();
}

} // namespace

Verb add_flamegraph(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app =
      add_verb(command, "flamegraph",
               "Draw who holds the memory of a program, as an SVG picture "
               "for a browser.");
  add_ledgers(*app, settings->ledgers);
  add_export_arguments(*app, settings->what,
                       "What a box is: line (default) or function");
  add_flag(*app, "--inverted", settings->options.inverted,
           "Begin with what allocates, and go on to who called it");
  add_flag(*app, "--upwards", settings->options.upwards,
           "Begin at the bottom, as flames do");
  add_option(*app, "--title", settings->options.title,
             "The first line of the picture")
      ->type_name("TEXT");
  add_number(*app, "--width", settings->options.width, "pixels",
             "Pixels (default: 1200)");
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
