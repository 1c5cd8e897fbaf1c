// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// source_text.h: source files that a ledger names, wherever they are now.
#ifndef MEMTRACE_DRIVER_CLI_READER_SOURCE_TEXT_H
#define MEMTRACE_DRIVER_CLI_READER_SOURCE_TEXT_H

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace memtrace::driver {

// Where paths have gone since: the first that fits counts.
class PathMap {
public:
  // `OLD=NEW`; throws a Complaint if it isn't.
  void add(const std::string &text);
  // OLD stands for whole parts of a path; `.` for what relative ones begin in.
  std::string mapped(const std::string &path) const;

private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

struct SourceText {
  std::string path;
  uint64_t changed = 0; // nanoseconds since 1970
  std::vector<std::string> lines;
};
// Throws a Complaint that says what to do.
SourceText read_source(const std::string &path);
bool is_source(const std::string &path); // a regular file

} // namespace memtrace::driver

#endif
