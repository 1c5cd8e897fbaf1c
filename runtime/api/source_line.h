// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// source_line.h: a line of a source file, as it is when it is asked for.
#ifndef MEMTRACE_API_SOURCE_LINE_H
#define MEMTRACE_API_SOURCE_LINE_H

#include <stddef.h>
#include <stdint.h>

namespace memtrace::rt {

// Without the white space around it; empty where it can't be read.
class SourceLine {
public:
  SourceLine(const char *file, uint32_t line);
  ~SourceLine();
  SourceLine(const SourceLine &) = delete;
  SourceLine &operator=(const SourceLine &) = delete;

  const char *text() const { return text_; }
  size_t size() const { return size_; }

private:
  void find(size_t length, uint32_t line);

  char *content_ = nullptr;
  size_t room_ = 0;
  const char *text_ = "";
  size_t size_ = 0;
};

} // namespace memtrace::rt

#endif
