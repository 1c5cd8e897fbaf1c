// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output.h: where the command's result goes, whole or not at all where that
// can be had.
#ifndef MEMTRACE_DRIVER_CLI_OUTPUT_H
#define MEMTRACE_DRIVER_CLI_OUTPUT_H

#include "report/writer.h"
#include "temporary_file.h"

#include <string>
#include <sys/stat.h>

namespace memtrace::driver {

// Standard output, or a file. A regular file is written beside its place and
// renamed by finish(); what isn't finished leaves nothing behind. What the
// command has read is never replaced.
class Output {
public:
  // A ledger is its owner's to read, as the program's own is, and may replace
  // another. Other results may not: that would be a slip of the pen.
  enum class Holds { kResult, kLedger };

  // Empty or "-": standard output.
  explicit Output(const std::string &path, Holds holds = Holds::kResult);
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
  void open_file(const std::string &path, Holds holds);
  void open_beside(const struct stat *old, Holds holds);
  void refuse(const struct stat &old, Holds holds) const;
  void flush();
  [[noreturn]] void complain(int error) const;

  std::string name_; // for messages
  std::string target_;
  TemporaryFile temporary_; // unless it is written in place
  std::string buffer_;
  int fd_ = -1;
  int error_ = 0; // errno of the first failure
};

// On standard output.
void print(const std::string &text);

} // namespace memtrace::driver

#endif
