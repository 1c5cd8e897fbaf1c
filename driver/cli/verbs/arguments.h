// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// arguments.h: options and operands that several verbs have, so that they are
// called, explained and checked alike everywhere.
#ifndef MEMTRACE_DRIVER_CLI_VERBS_ARGUMENTS_H
#define MEMTRACE_DRIVER_CLI_VERBS_ARGUMENTS_H

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace memtrace::driver {

// CLI11's own, compiled once for all verbs.
CLI::App *add_verb(CLI::App &command, const std::string &name,
                   const std::string &help);
CLI::Option *add_flag(CLI::App &app, const std::string &name, bool &is_set,
                      const std::string &help);
CLI::Option *add_option(CLI::App &app, const std::string &name,
                        std::string &value, const std::string &help);
CLI::Option *add_option(CLI::App &app, const std::string &name,
                        std::vector<std::string> &values,
                        const std::string &help);
CLI::Option *add_option(CLI::App &app, const std::string &name, double &value,
                        const std::string &help);
CLI::Option *add_option(CLI::App &app, const std::string &name, uint64_t &value,
                        const std::string &help);

// Refuses a text with `'TEXT' is not WHAT`.
CLI::Validator only_if(std::function<bool(const std::string &)> is_right,
                       const std::string &what);
CLI::Validator number_in(uint64_t least, uint64_t most);

// `pprof, dhat or csv`
std::string listed(const std::vector<std::string> &words);

// `LEDGER`, or what else it is called.
void add_ledger(CLI::App &app, std::string &ledger,
                const std::string &name = "LEDGER");
// Of one process or of several, as one.
void add_ledgers(CLI::App &app, std::vector<std::string> &ledgers);
void add_each_ledger(CLI::App &app, std::vector<std::string> &ledgers);

// One of these words.
CLI::Option *add_choice(CLI::App &app, const std::string &name,
                        std::string &word,
                        const std::vector<std::string> &words,
                        const std::string &help, const std::string &type);
// A number of `what`.
CLI::Option *add_number(CLI::App &app, const std::string &name,
                        uint64_t &number, const std::string &what,
                        const std::string &help);
// What takes the text that is given; `check()` comes before it.
CLI::Option *add_function(CLI::App &app, const std::string &name,
                          std::function<void(const std::string &)> use,
                          const std::string &help);
// An option that may be given again; `use(text)` takes each.
CLI::Option *add_repeated(CLI::App &app, const std::string &name,
                          std::function<void(const std::string &)> use,
                          const std::string &help, const std::string &type);

// `-o`
void add_output(CLI::App &app, std::string &output);

// `--format` and `-o`
struct FormatArguments {
  std::string format = "text";
  std::string output = "-";
};
void add_format(CLI::App &app, FormatArguments &arguments,
                const std::vector<std::string> &formats);

// `--color`
void add_colour(CLI::App &app, std::string &when);

} // namespace memtrace::driver

#endif
