// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// words.cpp: see words.h.
#include "hints/words.h"

#include "text.h"

#include <cinttypes>
#include <cstdio>

namespace memtrace::driver::hints {
namespace {

int64_t whole(double number) {
  if (!(number > 0))
    return 0;
  return number > 9e18 ? INT64_MAX : static_cast<int64_t>(number);
}

} // namespace

std::string size_text(double bytes) { return driver::size_text(whole(bytes)); }

std::string share_text(double part, double all) {
  char text[32];
  double percent = all > 0 ? 100 * part / all : 0;
  std::snprintf(text, sizeof text, "%.1f %% of the peak",
                percent > 100 ? 100 : percent);
  return text;
}

std::string count_text(double count, const char *one, const char *many) {
  return counted(static_cast<uint64_t>(whole(count)), one, many);
}

std::string with_article(const std::string &name) {
  bool vowel = name.find_first_of("aeiouAEIOU") == 0;
  return (vowel ? "an " : "a ") + name;
}

std::string function_text(const std::string &function) {
  return function.empty() ? "a function that is not known" : function + "()";
}

} // namespace memtrace::driver::hints
