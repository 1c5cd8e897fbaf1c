// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// terminal.cpp: see terminal.h.
#include "terminal.h"

#include <cstdlib>
#include <cstring>
#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr size_t kUsualWidth = 80;
constexpr size_t kMostColumns = 10000;

const char *variable(const char *name) {
  const char *value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// The user's characters, without a word to the rest of the process.
bool uses_utf8() {
  locale_t locale = newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr)
    return false;
  bool utf8 = std::strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
  freelocale(locale);
  return utf8;
}

size_t width_of(int fd) {
  winsize size = {};
  if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
    return size.ws_col;
  char *end = nullptr;
  unsigned long columns = std::strtoul(variable("COLUMNS"), &end, 10);
  return columns > 0 && columns <= kMostColumns && *end == '\0' ? columns
                                                                : kUsualWidth;
}

bool wants_colour(bool is_terminal, Colour colour) {
  if (colour != Colour::kAuto)
    return colour == Colour::kAlways;
  const char *term = variable("TERM");
  return is_terminal && *variable("NO_COLOR") == '\0' && *term != '\0' &&
         std::strcmp(term, "dumb") != 0;
}

} // namespace

Colour colour_of(const std::string &word) {
  return word == "always"  ? Colour::kAlways
         : word == "never" ? Colour::kNever
                           : Colour::kAuto;
}

Terminal terminal_of(int fd, Colour colour) {
  Terminal terminal;
  terminal.is_terminal = isatty(fd) == 1;
  terminal.has_colour = wants_colour(terminal.is_terminal, colour);
  terminal.has_utf8 = uses_utf8();
  terminal.width = width_of(fd);
  return terminal;
}

Ink ink_of_share(uint64_t part, uint64_t whole) {
  double share =
      whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  return share > 0.60   ? Ink::kMost
         : share > 0.20 ? Ink::kMuch
         : share > 0.05 ? Ink::kSome
                        : Ink::kPlain;
}

std::string Paint::operator()(Ink ink, const std::string &text) const {
  if (!on_ || ink == Ink::kPlain || text.empty())
    return text;
  constexpr const char *kStarts[] = {"",           "\033[1m",  "\033[2m",
                                     "\033[1;31m", "\033[33m", "\033[1m"};
  return kStarts[static_cast<int>(ink)] + text + "\033[0m";
}

} // namespace memtrace::driver
