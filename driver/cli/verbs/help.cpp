// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// help.cpp: `memtrace help`: of a verb what its --help says; and what the
// numbers mean.
#include "complaint.h"
#include "help/numbers.h"
#include "output.h"
#include "text.h"
#include "verbs/arguments.h"
#include "verbs/verb.h"

#include <memory>
#include <string>

namespace memtrace::driver {
namespace {

// App::help() would answer for the verb that is being run: this one.
std::string help_of(const CLI::App &app, const std::string &name) {
  return app.get_formatter()->make_help(&app, name, CLI::AppFormatMode::Normal);
}

std::string help_on(const CLI::App &command, const std::string &topic) {
  if (topic.empty())
    return help_of(command, command.get_name());
  if (topic == "numbers")
    return kNumbers;
  for (const CLI::App *verb : command.get_subcommands({}))
    if (verb->check_name(topic))
      return help_of(*verb, command.get_name() + " " + topic);
  throw Complaint(kBadInput, "there is no help on '" + printable(topic) +
                                 "'; name a verb, or numbers");
}

} // namespace

Verb add_help(CLI::App &command) {
  auto topic = std::make_shared<std::string>();
  CLI::App *app = add_verb(
      command, "help",
      "Explain a verb, as its --help does, or with `numbers` what each "
      "number means.");
  add_option(*app, "TOPIC", *topic, "A verb, or numbers");
  return {app, [topic, &command] { print(help_on(command, *topic)); }};
}

} // namespace memtrace::driver
