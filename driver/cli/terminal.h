// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// terminal.h: who reads what is written: a person at a terminal, or a program.
#ifndef MEMTRACE_DRIVER_CLI_TERMINAL_H
#define MEMTRACE_DRIVER_CLI_TERMINAL_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace memtrace::driver {

enum class Colour { kAuto, kAlways, kNever };
// `auto`, `always` or `never`.
Colour colour_of(const std::string &word);

struct Terminal {
  bool is_terminal = false;
  bool has_colour = false;
  bool has_utf8 = false;
  size_t width = 80; // columns
};

// What stands at the end of a file descriptor. On `kAuto` there is colour on a
// terminal that knows it, unless NO_COLOR is set.
Terminal terminal_of(int fd, Colour colour = Colour::kAuto);

enum class Ink {
  kPlain,
  kStrong, // titles
  kDim,    // what is said in passing
  // By share of the whole: more than 60, 20 and 5 hundredths.
  kMost,
  kMuch,
  kSome,
};
Ink ink_of_share(uint64_t part, uint64_t whole);

// Puts colours around text, or leaves it as it is.
class Paint {
public:
  explicit Paint(bool on) : on_(on) {}
  std::string operator()(Ink ink, const std::string &text) const;

private:
  bool on_;
};

} // namespace memtrace::driver

#endif
