// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output.h: where the command's result goes, whole or not at all where that
// can be had.
#ifndef MEMTRACE_DRIVER_CLI_OUTPUT_H
#define MEMTRACE_DRIVER_CLI_OUTPUT_H

#include "report/writer.h"

#include <string>

namespace memtrace::driver {

// Standard output, or a file. A regular file is written beside its place and
// renamed by finish(); what isn't finished leaves nothing behind.
class Output {
public:
  // Empty or "-": standard output.
  explicit Output(const std::string &path);
  ~Output();
  Output(const Output &) = delete;
  Output &operator=(const Output &) = delete;

  // False when a write failed, now or before; finish() says how.
  bool write(const char *bytes, size_t size);
  rt::Sink sink();

  // Throws a Complaint unless all was written. It has no text when nobody
  // reads any more.
  void finish();

private:
  void open_file(const std::string &path);
  void flush();
  [[noreturn]] void complain(int error) const;

  std::string name_;      // for messages
  std::string temporary_; // to be renamed; empty: written in place
  std::string target_;
  std::string buffer_;
  int fd_ = -1;
  int error_ = 0; // errno of the first failure
};

// On standard output.
void print(const std::string &text);

} // namespace memtrace::driver

#endif
