// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// arguments.cpp: see arguments.h.
#include "verbs/arguments.h"

#include "text.h"

#include <utility>

namespace memtrace::driver {

CLI::App *add_verb(CLI::App &command, const std::string &name,
                   const std::string &help) {
  return command.add_subcommand(name, help);
}

CLI::Option *add_flag(CLI::App &app, const std::string &name, bool &is_set,
                      const std::string &help) {
  return app.add_flag(name, is_set, help);
}

CLI::Option *add_option(CLI::App &app, const std::string &name,
                        std::string &value, const std::string &help) {
  return app.add_option(name, value, help);
}

CLI::Option *add_option(CLI::App &app, const std::string &name,
                        std::vector<std::string> &values,
                        const std::string &help) {
  return app.add_option(name, values, help);
}

CLI::Option *add_option(CLI::App &app, const std::string &name, double &value,
                        const std::string &help) {
  return app.add_option(name, value, help);
}

CLI::Option *add_option(CLI::App &app, const std::string &name, uint64_t &value,
                        const std::string &help) {
  return app.add_option(name, value, help);
}

CLI::Validator only_if(std::function<bool(const std::string &)> is_right,
                       const std::string &what) {
  return CLI::Validator(
      [is_right = std::move(is_right), what](const std::string &text) {
        return is_right(text) ? "" : "'" + text + "' is not " + what;
      },
      "");
}

CLI::Validator number_in(uint64_t least, uint64_t most) {
  auto is_right = [=](const std::string &text) {
    uint64_t value =
        is_digits(text) && text.size() < 10 ? std::stoull(text) : UINT64_MAX;
    return value >= least && value <= most;
  };
  return only_if(is_right, "a number from " + std::to_string(least) + " to " +
                               std::to_string(most));
}

std::string listed(const std::vector<std::string> &words) {
  std::string list;
  for (size_t i = 0; i < words.size(); ++i)
    list += (i == 0 ? "" : i + 1 < words.size() ? ", " : " or ") + words[i];
  return list;
}

void add_ledger(CLI::App &app, std::string &ledger, const std::string &name) {
  app.add_option(name, ledger,
                 "A file that a program wrote, or the number of a process")
      ->required();
}

void add_ledgers(CLI::App &app, std::vector<std::string> &ledgers) {
  app.add_option("LEDGER", ledgers,
                 "Files that programs wrote, or numbers of processes; several "
                 "are added up")
      ->required();
}

void add_each_ledger(CLI::App &app, std::vector<std::string> &ledgers) {
  app.add_option("LEDGER", ledgers,
                 "Files that programs wrote, or numbers of processes; each is "
                 "looked at by itself")
      ->required();
}

CLI::Option *add_choice(CLI::App &app, const std::string &name,
                        std::string &word,
                        const std::vector<std::string> &words,
                        const std::string &help, const std::string &type) {
  return app.add_option(name, word, help)
      ->check(CLI::IsMember(words))
      ->type_name(type);
}

// CLI11 itself takes -1 for a large number.
CLI::Option *add_number(CLI::App &app, const std::string &name,
                        uint64_t &number, const std::string &what,
                        const std::string &help) {
  auto is_right = [](const std::string &text) {
    return is_digits(text) && text.size() < 20;
  };
  return app.add_option(name, number, help)
      ->check(only_if(is_right, "a number of " + what))
      ->type_name("N");
}

CLI::Option *add_function(CLI::App &app, const std::string &name,
                          std::function<void(const std::string &)> use,
                          const std::string &help) {
  return app.add_option_function<std::string>(name, std::move(use), help);
}

CLI::Option *add_repeated(CLI::App &app, const std::string &name,
                          std::function<void(const std::string &)> use,
                          const std::string &help, const std::string &type) {
  auto use_all = [use = std::move(use)](const std::vector<std::string> &texts) {
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

void add_output(CLI::App &app, std::string &output) {
  app.add_option("-o,--output", output,
                 "The file to write; - is standard output (default)")
      ->type_name("FILE");
}

void add_format(CLI::App &app, FormatArguments &arguments,
                const std::vector<std::string> &formats) {
  std::vector<std::string> explained = formats;
  explained.front() += " (default)";
  add_choice(app, "--format", arguments.format, formats, listed(explained),
             "FORMAT");
  add_output(app, arguments.output);
}

void add_colour(CLI::App &app, std::string &when) {
  add_choice(app, "--color", when, {"auto", "always", "never"},
             "Colours: auto (default: on a terminal), always or never", "WHEN");
}

} // namespace memtrace::driver
