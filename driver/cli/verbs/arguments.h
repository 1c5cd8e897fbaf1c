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
// An option that may be given again; `use(text)` takes each.
template <typename Use>
CLI::Option *add_repeated(CLI::App &app, const std::string &name, Use use,
                          const std::string &help, const std::string &type) {
  auto use_all = [use](const std::vector<std::string> &texts) {
    for (const std::string &text : texts)
      use(text);
  };
  return app
      .add_option_function<std::vector<std::string>>(
          name, use_all, help + "; may be given again")
      ->type_name(type)
      ->type_size(1)
      ->expected(1)
      ->take_all();
}

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
