// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// own_ledger.h: where a process's ledger is, when it was told by MEMTRACE_OUT
// where to make it: there, or, if somebody has that name, beside it. In names
// of runs `%<pid>p` is the place where others have their numbers.
#ifndef MEMTRACE_DRIVER_CLI_RUN_OWN_LEDGER_H
#define MEMTRACE_DRIVER_CLI_RUN_OWN_LEDGER_H

#include "memtrace/ledger.h"
#include "reader/file_source.h"

#include <cstdint>
#include <memory>
#include <regex>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace memtrace::driver {

class OwnLedger {
public:
  // `since`: the time of day before which it began none, for where the system
  // doesn't say when a process started.
  OwnLedger(const std::string &pattern, pid_t pid, uint64_t since);

  // Looks whether it is there, and the one of before still is. Also of a
  // program that this one has become.
  bool find();

  const std::string &path() const { return path_; }
  FileSource &source() { return *source_; }
  // When its process began to count, which tells it from another's.
  uint64_t start_time() const { return start_time_; }

  // Ledgers of other processes that were told the same.
  std::vector<std::string> of_others() const;

private:
  bool is_still_there() const;
  bool take(const std::string &path);
  bool has_pid() const;
  // With this where its name has a place for what tells others from it.
  std::string name_with(const std::string &beside) const;
  std::regex names_of_others() const;
  bool is_of_this_run(const memtrace_ledger_header &header) const;

  enum class Part { kText, kPid, kProgram, kPlace };
  std::vector<std::pair<Part, std::string>> parts_; // of the pattern
  pid_t pid_;
  uint64_t since_;
  uint64_t process_start_; // in ticks since boot; 0: not known
  std::string boot_;
  std::string path_;
  std::unique_ptr<FileSource> source_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  uint64_t start_time_ = 0;
};

// A name in which nothing stands for anything else.
std::string escaped_pattern(const std::string &name);

} // namespace memtrace::driver

#endif
