// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// writer.h: writes text through a small buffer to whoever wants it: a file
// descriptor at exit, a command, a test. No stdio, no allocation.
#ifndef MEMTRACE_REPORT_WRITER_H
#define MEMTRACE_REPORT_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "report/size_format.h"

namespace memtrace::rt {

// Takes all of a piece of text, or answers false.
struct Sink {
  bool (*write)(void *context, const char *bytes, size_t size) = nullptr;
  void *context = nullptr;
};

class Writer {
public:
  explicit Writer(Sink sink) : sink_(sink) {}
  Writer(const Writer &) = delete;
  Writer &operator=(const Writer &) = delete;

  Writer &operator<<(char c);
  Writer &operator<<(const char *string); // NUL-terminated
  Writer &operator<<(uint64_t number);
  Writer &operator<<(int64_t number);
  Writer &operator<<(const Size &size);

  // A string that a program chose: control characters are escaped, and what
  // is longer than `limit` bytes is cut, saying how much.
  Writer &foreign(const char *string, size_t limit);

  // Bytes as they are.
  Writer &bytes(const char *bytes, size_t size);

  // Columns, counted in bytes: fills with spaces up to `column` of this line,
  // or aligns what `put` would write to end there.
  Writer &pad_to(size_t column);
  Writer &right(int64_t number, size_t column);
  Writer &right(uint64_t number, size_t column);
  Writer &right(const Size &size, size_t column);

  // Hands over what is buffered. False if the sink ever refused a piece; what
  // comes after the first refusal is dropped.
  bool flush();

private:
  Sink sink_;
  bool ok_ = true;
  size_t column_ = 0;
  size_t used_ = 0;
  char buffer_[1024];
};

// Length of the text of a number.
size_t text_length(uint64_t number);
size_t text_length(int64_t number);

} // namespace memtrace::rt

#endif
