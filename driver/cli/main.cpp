// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// main.cpp: the `memtrace` command. Its verbs are in verbs/, what they read
// with in reader/, what they hold in model/, what they write in formats/.
#include "complaint.h"
#include "help/formatter.h"
#include "memtrace/ledger.h"
#include "output.h"
#include "run/dispositions.h"
#include "settings.h"
#include "text.h"
#include "verbs/verb.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <new>
#include <sstream>
#include <string>
#include <vector>

namespace memtrace::driver {
namespace {

std::string version() {
  return std::string("memtrace ") + settings::kVersion +
         "\nreads ledgers of version " +
         std::to_string(MEMTRACE_LEDGER_VERSION);
}

// CLI11 would only say that there is no verb.
void check_verb(const std::vector<Verb> &verbs, const std::string &word) {
  if (word.empty() || word[0] == '-')
    return;
  for (const Verb &verb : verbs)
    if (verb.app->check_name(word))
      return;
  throw Complaint(kBadInput,
                  "there is no '" + printable(word) + "'; see memtrace --help");
}

// Help and version come as errors with a status of 0.
void answer(const CLI::App &command, const CLI::ParseError &error) {
  if (error.get_exit_code() != 0) {
    std::string name = command.get_name();
    for (const CLI::App *verb : command.get_subcommands())
      name += " " + verb->get_name();
    throw Complaint(kBadInput,
                    printable(error.what()) + "; see " + name + " --help");
  }
  std::ostringstream out;
  command.exit(error, out, out);
  print(out.str());
}

void run(int argc, char **argv) {
  CLI::App command("Exact memory profiles of C and C++ programs, by line.",
                   "memtrace");
  command.set_version_flag("--version", version(),
                           "Print the version and that of ledgers, and exit");
  command.set_help_flag("-h,--help", "Print this help and exit");
  command.require_subcommand(1);
  command.formatter(std::make_shared<HelpFormatter>());
  command.get_formatter()->label("Positionals", "Operands");
  std::vector<std::string> arguments(argv + 1, argv + argc);
  std::vector<Verb> verbs;
  for (AddVerb add : kVerbs)
    verbs.push_back(add(command));
  for (const Verb &verb : verbs)
    verb.app->group("Verbs");
  if (arguments.empty())
    throw Complaint(kBadInput, "name a verb; see memtrace --help");
  check_verb(verbs, arguments[0]);
  for (const Verb &verb : verbs)
    if (verb.take && !arguments.empty() && verb.app->check_name(arguments[0]))
      verb.take(arguments);
  std::reverse(arguments.begin(), arguments.end()); // as CLI11 wants them
  try {
    command.parse(arguments);
  } catch (const CLI::ParseError &error) {
    answer(command, error);
    return;
  }
  for (const Verb &verb : verbs)
    if (verb.app->parsed())
      verb.run();
}

int complain(int status, const char *text) {
  if (*text != '\0')
    std::fprintf(stderr, "memtrace: error: %s\n", text);
  return status;
}

} // namespace
} // namespace memtrace::driver

int main(int argc, char **argv) {
  using namespace memtrace::driver;
  // A reader that has gone is an error like others, only a quiet one.
  set_disposition(SIGPIPE, SIG_IGN);
  try {
    run(argc, argv);
  } catch (const Complaint &complaint) {
    return complain(complaint.status(), complaint.what());
  } catch (const std::bad_alloc &) {
    return complain(kFailed, "there is not enough memory");
  } catch (const std::exception &error) {
    return complain(kFailed, error.what());
  }
  return 0;
}
