// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// csv.h: rows of comma-separated values, as RFC 4180 has them.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_CSV_H
#define MEMTRACE_DRIVER_CLI_FORMATS_CSV_H

#include "report/writer.h"

#include <cstring>

namespace memtrace::driver {

class CsvOut {
public:
  explicit CsvOut(rt::Sink sink) : out_(sink) {}

  CsvOut &operator<<(const char *text) {
    separate();
    bool needs_quotes = std::strpbrk(text, ",\"\n") != nullptr;
    if (needs_quotes)
      out_ << '"';
    for (; *text != '\0'; ++text)
      put(*text);
    if (needs_quotes)
      out_ << '"';
    return *this;
  }
  CsvOut &operator<<(uint64_t number) {
    separate();
    out_ << number;
    return *this;
  }
  CsvOut &operator<<(int64_t number) {
    separate();
    out_ << number;
    return *this;
  }
  void end_row() {
    out_ << "\r\n";
    is_first_ = true;
  }
  bool flush() { return out_.flush(); }

private:
  // A line break is what it is, but nothing may steer a terminal.
  void put(char c) {
    const char one[] = {c, '\0'};
    if (c == '"')
      out_ << "\"\"";
    else if (c == '\n')
      out_ << c;
    else
      out_.foreign(one, 1);
  }
  void separate() {
    if (!is_first_)
      out_ << ',';
    is_first_ = false;
  }

  rt::Writer out_;
  bool is_first_ = true;
};

} // namespace memtrace::driver

#endif
