// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// own_ledger.h: where a process's ledger is, when it was told by MEMTRACE_OUT
// where to make it: there, or, if somebody has that name, beside it.
#ifndef MEMTRACE_DRIVER_CLI_RUN_OWN_LEDGER_H
#define MEMTRACE_DRIVER_CLI_RUN_OWN_LEDGER_H

#include "reader/file_source.h"

#include <cstdint>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace memtrace::driver {

class OwnLedger {
public:
  // `since`: the time of day before which it began none.
  OwnLedger(std::string pattern, pid_t pid, uint64_t since)
      : pattern_(std::move(pattern)), pid_(pid), since_(since) {}

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
  std::string wanted() const;

  std::string pattern_;
  pid_t pid_;
  uint64_t since_;
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
