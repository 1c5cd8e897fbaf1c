// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// temporary_file.h: a file that is written beside the one that it will
// replace. It doesn't stay behind, also where a signal ends the command.
#ifndef MEMTRACE_DRIVER_CLI_TEMPORARY_FILE_H
#define MEMTRACE_DRIVER_CLI_TEMPORARY_FILE_H

#include <string>
#include <sys/types.h>

namespace memtrace::driver {

// Only one at a time.
class TemporaryFile {
public:
  TemporaryFile() = default;
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;

  // The descriptor, or -1 and why in errno.
  int create(const std::string &target, mode_t mode);
  bool exists() const { return !path_.empty(); }
  // False: errno says why.
  bool replace(const std::string &target);

private:
  void forget();

  std::string path_;
};

} // namespace memtrace::driver

#endif
