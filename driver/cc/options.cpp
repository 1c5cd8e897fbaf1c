// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// options.cpp: the table of options, and how it is read.
#include "options.h"

#include <iterator>

namespace memtrace::driver {
namespace {

constexpr Form kWhole = Form::kWhole;
constexpr Form kPrefix = Form::kPrefix;

constexpr Option kOptions[] = {
#define OPTION(spelling, form, values, meaning, source)                        \
  {spelling, form, values, Meaning::meaning, source},
#include "options.def"
#undef OPTION
};

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

} // namespace

Match match_option(std::string_view argument) {
  const Option *longest = nullptr;
  for (const Option &option : kOptions) {
    if (option.form == kWhole) {
      if (option.spelling == argument)
        return {&option, {}};
    } else if (starts_with(argument, option.spelling) &&
               (!longest ||
                option.spelling.size() > longest->spelling.size())) {
      longest = &option;
    }
  }
  if (!longest)
    return {nullptr, {}};
  return {longest, argument.substr(longest->spelling.size())};
}

} // namespace memtrace::driver
