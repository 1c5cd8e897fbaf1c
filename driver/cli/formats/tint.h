// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tint.h: colours for the text of a report on a terminal. What is written
// stays the same, and it is written without when it goes elsewhere.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_TINT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_TINT_H

#include "report/writer.h"
#include "terminal.h"

#include <cstdint>
#include <string>

namespace memtrace::driver {

class Tint {
public:
  // `whole`: the bytes that rows are shares of.
  Tint(rt::Sink to, bool on, uint64_t whole)
      : to_(to), on_(on), paint_(on), whole_(whole) {}

  rt::Sink sink();
  // Hands on what has no end of a line; false if that or anything before was
  // refused.
  bool finish();

private:
  bool take(const char *bytes, size_t size);
  bool put(const std::string &text);
  std::string tinted(const std::string &line) const;

  rt::Sink to_;
  bool on_;
  Paint paint_;
  uint64_t whole_;
  std::string line_; // so far
  bool ok_ = true;
};

// The bytes of `15.2 MiB`, nearly; 0 if it is no such text.
uint64_t bytes_of_size(const std::string &text);

} // namespace memtrace::driver

#endif
