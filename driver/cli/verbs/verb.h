// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// verb.h: what main.cpp knows of a verb. Each is a file here, with a function
// that enters its part of the command line.
#ifndef MEMTRACE_DRIVER_CLI_VERBS_VERB_H
#define MEMTRACE_DRIVER_CLI_VERBS_VERB_H

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace memtrace::driver {

struct Verb {
  CLI::App *app;
  // Does what the command line asked for; throws a Complaint if it can't.
  std::function<void()> run;
};

// `program`: a program and its arguments, which no other verb has.
Verb add_run(CLI::App &command, const std::vector<std::string> &program);
Verb add_report(CLI::App &command);
Verb add_stats(CLI::App &command);
Verb add_help(CLI::App &command);
Verb add_completion(CLI::App &command);
Verb add_export(CLI::App &command);

// Takes a program and its arguments from the end of those of `memtrace run`:
// from `--` on, or from the first that is no option of this verb. Whatever
// they look like, they are the program's.
std::vector<std::string> take_program(const CLI::App &run,
                                      std::vector<std::string> &arguments);

} // namespace memtrace::driver

#endif
