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
    if (std::strpbrk(text, ",\"\r\n") == nullptr) {
      out_ << text;
      return *this;
    }
    out_ << '"';
    for (; *text != '\0'; ++text)
      *text == '"' ? out_ << "\"\"" : out_ << *text;
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
