// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// verb.h: what main.cpp knows of a verb. Each is a file here, with a function
// that enters its part of the command line.
#ifndef MEMTRACE_DRIVER_CLI_VERBS_VERB_H
#define MEMTRACE_DRIVER_CLI_VERBS_VERB_H

#include <CLI/CLI.hpp>
#include <functional>

namespace memtrace::driver {

struct Verb {
  CLI::App *app;
  // Does what the command line asked for; throws a Complaint if it can't.
  std::function<void()> run;
};

Verb add_report(CLI::App &command);
Verb add_inspect(CLI::App &command);
Verb add_help(CLI::App &command);
Verb add_completion(CLI::App &command);
Verb add_export(CLI::App &command);

} // namespace memtrace::driver

#endif
