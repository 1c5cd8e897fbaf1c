// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// file_source.h: a ledger in a file. It is never mapped: a file that becomes
// shorter while it is read would kill us.
#ifndef MEMTRACE_DRIVER_CLI_READER_FILE_SOURCE_H
#define MEMTRACE_DRIVER_CLI_READER_FILE_SOURCE_H

#include "reader/source.h"

#include <functional>
#include <string>

namespace memtrace::driver {

class FileSource : public Source {
public:
  // `on_read`, if there is one, is told of all bytes that are read.
  explicit FileSource(const std::string &path,
                      std::function<void(size_t)> on_read = nullptr);
  ~FileSource() override;

  uint64_t size() override;
  size_t read(uint64_t offset, void *to, size_t bytes) override;
  Range next_data(Range within) override;

private:
  int fd_;
  std::function<void(size_t)> on_read_;
};

} // namespace memtrace::driver

#endif
