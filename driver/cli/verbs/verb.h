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
  // Takes from the end of the arguments what isn't this command's to
  // understand; of most verbs that is nothing.
  std::function<void(std::vector<std::string> &arguments)> take = nullptr;
};

Verb add_run(CLI::App &command);
Verb add_report(CLI::App &command);
Verb add_diff(CLI::App &command);
Verb add_top(CLI::App &command);
Verb add_stats(CLI::App &command);
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
    add_run,        add_report,  add_diff,  add_top,        add_stats,
    add_annotate,   add_inspect, add_check, add_merge,      add_export,
    add_flamegraph, add_hints,   add_help,  add_completion,
};

} // namespace memtrace::driver

#endif
