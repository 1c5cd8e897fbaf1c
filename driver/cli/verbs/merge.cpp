// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// merge.cpp: `memtrace merge`: the ledgers of several processes as one.
#include "output.h"
#include "reader/open_ledgers.h"
#include "verbs/arguments.h"
#include "verbs/export_arguments.h"
#include "verbs/verb.h"
#include "writer/write_ledger.h"

#include <memory>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::vector<std::string> ledgers;
  std::string output;
};

void run(const Settings &settings) {
  refuse_terminal(settings.output, "a ledger");
  Ledger ledger = open_ledgers(settings.ledgers);
  Output output(settings.output, Output::Holds::kLedger);
  write_ledger(ledger, output.sink());
  output.finish();
}

} // namespace

Verb add_merge(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app = add_verb(command, "merge",
                           "Make one ledger of those of several processes.");
  add_ledgers(*app, settings->ledgers);
  add_option(*app, "-o,--output", settings->output,
             "The file to write; - is standard output")
      ->type_name("FILE")
      ->required();
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
