// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// merge.cpp: `memtrace merge`: the ledgers of several processes as one.
#include "model/merge.h"
#include "complaint.h"
#include "output.h"
#include "reader/open_ledger.h"
#include "text.h"
#include "verbs/arguments.h"
#include "verbs/verb.h"
#include "writer/write_ledger.h"

#include <map>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <tuple>
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

// What one process has counted must not count twice.
class Processes {
public:
  void add(const Ledger &ledger, const std::string &name) {
    const memtrace_ledger_header &header = *ledger.header;
    if (header.pid == 0 || header.start_time == 0)
      return;
    auto [found, is_new] = names_.try_emplace(
        std::make_tuple(header.pid, header.pid_namespace, header.start_time,
                        std::string(header.boot_id, sizeof header.boot_id)),
        name);
    if (!is_new)
      throw Complaint(kBadInput,
                      printable(found->second) + " and " + printable(name) +
                          " are of one process, which would count twice; "
                          "leave one of them out");
  }

private:
  std::map<std::tuple<uint32_t, uint64_t, uint64_t, std::string>, std::string>
      names_;
};

Ledger merged(const Settings &settings) {
  if (settings.ledgers.size() == 1)
    return open_ledger(settings.ledgers.front());
  Merging merging;
  Processes processes;
  for (const std::string &name : settings.ledgers) {
    Ledger ledger = open_ledger(name);
    processes.add(ledger, name);
    merging.add(ledger);
  }
  return merging.finish();
}

void run(const Settings &settings) {
  check_output(settings);
  Ledger ledger = merged(settings);
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
