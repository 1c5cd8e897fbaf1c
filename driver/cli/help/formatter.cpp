// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// formatter.cpp: see formatter.h.
#include "help/formatter.h"

#include <sstream>

namespace memtrace::driver {
namespace {

constexpr size_t kWidth = 79;
constexpr size_t kColumn = 26; // where what an option means begins

std::string wrapped(const std::string &text, size_t indent, size_t column) {
  std::istringstream words(text);
  std::string lines, word;
  while (words >> word) {
    if (column + word.size() > kWidth && column > indent) {
      lines += "\n" + std::string(indent, ' ');
      column = indent;
    }
    bool is_first = column == indent;
    lines += (is_first || lines.empty() ? "" : " ") + word;
    column += word.size() + 1;
  }
  return lines;
}

std::string entry(const std::string &name, const std::string &meaning) {
  std::string text = "  " + name;
  text += text.size() + 2 > kColumn ? "\n" + std::string(kColumn, ' ')
                                    : std::string(kColumn - text.size(), ' ');
  return text + wrapped(meaning, kColumn, kColumn) + "\n";
}

} // namespace

// CLI11 adds what the checks accept: `KEY:{size,count}`.
std::string value_name(const CLI::Option &option) {
  if (option.get_type_size() == 0)
    return "";
  std::string name = option.get_type_name();
  return name.substr(0, name.find(":{"));
}

std::vector<std::string> value_words(const CLI::Option &option) {
  std::string name = option.get_type_name();
  size_t begin = name.find(":{"), end = name.rfind('}');
  if (begin == std::string::npos || end == std::string::npos)
    return {};
  return CLI::detail::split(name.substr(begin + 2, end - begin - 2), ',');
}

std::string option_text(const CLI::Option &option) {
  std::string text;
  for (const std::string &name : option.get_snames())
    text += (text.empty() ? "-" : ", -") + name;
  for (const std::string &name : option.get_lnames())
    text += (text.empty() ? "--" : ", --") + name;
  std::string value = value_name(option);
  return value.empty() ? text : text + " " + value;
}

std::string HelpFormatter::make_usage(const CLI::App *app,
                                      std::string name) const {
  std::string usage = "\nUsage: " + name;
  bool has_verbs = !app->get_subcommands({}).empty();
  if (has_verbs)
    usage += " VERB";
  usage += " [OPTION]...";
  for (const CLI::Option *option : app->get_options())
    if (option->get_positional()) {
      std::string text = option->get_name(true, false);
      if (option->get_expected_max() > 1)
        text += "...";
      usage += option->get_required() ? " " + text : " [" + text + "]";
    }
  return usage + "\n";
}

std::string HelpFormatter::make_description(const CLI::App *app) const {
  return wrapped(app->get_description(), 0, 0) + "\n";
}

std::string HelpFormatter::make_subcommand(const CLI::App *verb) const {
  std::string meaning = verb->get_description();
  size_t end = meaning.find_first_of(":.;,");
  return entry(verb->get_name(), meaning.substr(0, end));
}

std::string HelpFormatter::make_option(const CLI::Option *option,
                                       bool is_positional) const {
  return entry(is_positional ? option->get_name(true, false)
                             : option_text(*option),
               option->get_description());
}

} // namespace memtrace::driver
