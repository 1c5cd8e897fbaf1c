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
Verb add_run(CLI::App &command);
Verb add_report(CLI::App &command);
Verb add_diff(CLI::App &command);
Verb add_top(CLI::App &command);
Verb add_annotate(CLI::App &command);
Verb add_inspect(CLI::App &command);
Verb add_check(CLI::App &command);
Verb add_merge(CLI::App &command);
Verb add_export(CLI::App &command);
Verb add_flamegraph(CLI::App &command);
Verb add_hints(CLI::App &command);
Verb add_help(CLI::App &command);
Verb add_completion(CLI::App &command);

// In the order in which --help lists them.
using AddVerb = Verb (*)(CLI::App &);
constexpr AddVerb kVerbs[] = {
    add_run,     add_report, add_diff,       add_top,    add_annotate,
    add_inspect, add_check,  add_merge,      add_export, add_flamegraph,
    add_hints,   add_help,   add_completion,
};

// Takes a program and its arguments from the end of those of `memtrace run`:
// from `--` on, or from the first that is no option of this verb. Whatever
// they look like, they are the program's.
std::vector<std::string> take_program(const CLI::App &run,
                                      std::vector<std::string> &arguments);
Verb add_export(CLI::App &command);
Verb add_flamegraph(CLI::App &command);
Verb add_help(CLI::App &command);
Verb add_completion(CLI::App &command);

} // namespace memtrace::driver

#endif
