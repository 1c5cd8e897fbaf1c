// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// formatter.h: how --help looks: lines of 79 columns, options as they are
// written in manuals (`-n, --top N`).
#ifndef MEMTRACE_DRIVER_CLI_HELP_FORMATTER_H
#define MEMTRACE_DRIVER_CLI_HELP_FORMATTER_H

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace memtrace::driver {

class HelpFormatter : public CLI::Formatter {
public:
  std::string make_usage(const CLI::App *app, std::string name) const override;
  std::string make_description(const CLI::App *app) const override;
  std::string make_subcommand(const CLI::App *verb) const override;
  std::string make_option(const CLI::Option *option,
                          bool is_positional) const override;
};

// `-n, --top N`
std::string option_text(const CLI::Option &option);
// `N`; empty: it takes none.
std::string value_name(const CLI::Option &option);
// What it takes, if that is one of a few words.
std::vector<std::string> value_words(const CLI::Option &option);

} // namespace memtrace::driver

#endif
