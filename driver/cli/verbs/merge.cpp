// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// merge.cpp: `memtrace merge`: the ledgers of several processes as one.
#include "complaint.h"
#include "output.h"
#include "reader/open_ledgers.h"
#include "text.h"
#include "verbs/arguments.h"
#include "verbs/verb.h"
#include "writer/write_ledger.h"

#include <memory>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace memtrace::driver {
namespace {

struct Settings {
  std::vector<std::string> ledgers;
  std::string output;
};

// `memtrace merge *.memtrace -o all.memtrace`, for the second time.
void check_output(const Settings &settings) {
  struct stat output;
  if (stat(settings.output.c_str(), &output) != 0)
    return;
  for (const std::string &name : settings.ledgers) {
    struct stat ledger;
    if (stat(name.c_str(), &ledger) == 0 && ledger.st_dev == output.st_dev &&
        ledger.st_ino == output.st_ino)
      throw Complaint(kBadInput, printable(name) +
                                     " is what is to be written, and among "
                                     "what is to be merged; leave it out");
  }
}

void run(const Settings &settings) {
  check_output(settings);
  Ledger ledger = open_ledgers(settings.ledgers);
  Output output(settings.output);
  write_ledger(ledger, output.sink());
  output.finish();
}

} // namespace

Verb add_merge(CLI::App &command) {
  auto settings = std::make_shared<Settings>();
  CLI::App *app = command.add_subcommand(
      "merge", "Make one ledger of those of several processes.");
  add_ledgers(*app, settings->ledgers);
  app->add_option("-o,--output", settings->output,
                  "The file to write; - is standard output")
      ->type_name("FILE")
      ->required();
  return {app, [settings] { run(*settings); }};
}

} // namespace memtrace::driver
