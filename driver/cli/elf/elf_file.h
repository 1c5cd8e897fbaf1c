// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// elf_file.h: ELF files, opened by libelf, and the files in archives.
#ifndef MEMTRACE_DRIVER_CLI_ELF_ELF_FILE_H
#define MEMTRACE_DRIVER_CLI_ELF_ELF_FILE_H

#include <functional>
#include <gelf.h>
#include <stdexcept>
#include <string>

namespace memtrace::driver {

// What is wrong with a file, to follow its name: "is not an ELF file".
class BadBinary : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// Closes it at the end.
class Descriptor {
public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor();
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  int get() const { return fd_; }

private:
  int fd_;
};

class ElfFile {
public:
  explicit ElfFile(int fd); // stays the caller's
  ~ElfFile();
  ElfFile(const ElfFile &) = delete;
  ElfFile &operator=(const ElfFile &) = delete;
  Elf *get() const { return elf_; }

private:
  Elf *elf_;
};

// A regular file to read; throws a BadBinary.
int open_binary(const std::string &path);

// Calls use(name, fd) for each member, with a copy of it that is a file of its
// own, as programs that find debug information expect.
void for_each_member(Elf *archive,
                     const std::function<void(const std::string &, int)> &use);

} // namespace memtrace::driver

#endif
