// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// size.cpp: see size.h.
#include "checks/size.h"

#include <cctype>
#include <cmath>

namespace memtrace::driver {
namespace {

// `12` or `1.5`, whatever the locale, and where it ends.
std::optional<long double> number_from(const std::string &text, size_t &at) {
  long double value = 0;
  long double unit = 0; // of the digit after the point
  size_t digits = 0;
  for (; at < text.size(); ++at) {
    char c = text[at];
    if (c == '.' && unit == 0) {
      unit = 1;
      continue;
    }
    if (c < '0' || c > '9')
      break;
    ++digits;
    if (unit == 0)
      value = value * 10 + (c - '0');
    else
      value += (unit /= 10) * (c - '0');
  }
  return digits == 0 ? std::nullopt : std::optional(value);
}

// Of `KiB`, `k`, `MB`, ...; 0: it is none.
long double unit_from(std::string text) {
  if (text.empty())
    return 1;
  for (char &c : text)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (text == "B")
    return 1;
  size_t power = std::string("KMGTPE").find(text[0]);
  std::string rest = text.substr(1);
  if (power == std::string::npos ||
      !(rest.empty() || rest == "B" || rest == "IB"))
    return 0;
  return std::pow(rest == "B" ? 1000.0L : 1024.0L,
                  static_cast<long double>(power + 1));
}

} // namespace

std::optional<int64_t> size_from(const std::string &text) {
  size_t at = 0;
  std::optional<long double> number = number_from(text, at);
  if (at < text.size() && text[at] == ' ')
    ++at;
  long double unit = unit_from(text.substr(at));
  if (!number || unit == 0)
    return std::nullopt;
  long double bytes = std::floor(*number * unit);
  if (bytes >= 9223372036854775808.0L)
    return std::nullopt;
  return static_cast<int64_t>(bytes);
}

std::optional<double> share_from(const std::string &text) {
  size_t at = 0;
  std::optional<long double> number = number_from(text, at);
  if (at < text.size() && text[at] == ' ')
    ++at;
  if (!number || text.substr(at) != "%" || *number > 1e9L)
    return std::nullopt;
  return static_cast<double>(*number / 100);
}

} // namespace memtrace::driver
