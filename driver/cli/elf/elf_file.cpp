// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// elf_file.cpp: see elf_file.h.
#include "elf/elf_file.h"

#include "inputs.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

// What else people give, by how it begins.
std::string kind_of_other(int fd) {
  char start[8] = {};
  ssize_t size = pread(fd, start, sizeof start, 0);
  auto begins = [&](const char *with) {
    return std::memcmp(start, with, std::strlen(with)) == 0;
  };
  if (size <= 0)
    return "is empty";
  if (begins("!<thin>\n"))
    return "is a thin archive, which only names its members: inspect them";
  if (begins("BC\xC0\xDE"))
    return "is LLVM bitcode, as -flto makes it: inspect what is linked of it";
  if (begins("#!"))
    return "is a script, not an ELF file";
  return "is not an ELF file or an archive of them";
}

int copy_of(const char *bytes, size_t size) {
  int fd = memfd_create("memtrace member", MFD_CLOEXEC);
  for (size_t done = 0; fd >= 0 && done < size;) {
    ssize_t n = write(fd, bytes + done, size - done);
    if (n < 0 && errno != EINTR) {
      close(fd);
      fd = -1;
    } else if (n > 0) {
      done += static_cast<size_t>(n);
    }
  }
  if (fd < 0)
    throw std::bad_alloc();
  return fd;
}

} // namespace

Descriptor::~Descriptor() {
  if (fd_ >= 0)
    close(fd_);
}

ElfFile::ElfFile(int fd) {
  elf_version(EV_CURRENT);
  // Mapped: what a header says of sizes then costs no memory.
  elf_ = elf_begin(fd, ELF_C_READ_MMAP, nullptr);
  if (elf_ == nullptr)
    throw BadBinary(std::string("cannot be read: ") + elf_errmsg(-1));
  Elf_Kind kind = elf_kind(elf_);
  if (kind == ELF_K_ELF || kind == ELF_K_AR)
    return;
  elf_end(elf_);
  throw BadBinary(kind_of_other(fd));
}

ElfFile::~ElfFile() { elf_end(elf_); }

int open_binary(const std::string &path) {
  // Not to wait for whoever writes to a pipe.
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    throw BadBinary(std::string("cannot be opened: ") + std::strerror(errno));
  struct stat status;
  bool is_regular = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  if (is_regular) {
    note_input(status);
    return fd;
  }
  close(fd);
  throw BadBinary(S_ISDIR(status.st_mode) ? "is a directory"
                                          : "is not a regular file");
}

void for_each_member(Elf *archive,
                     const std::function<void(const std::string &, int)> &use) {
  struct End {
    void operator()(Elf *member) const { elf_end(member); }
  };
  Elf_Cmd command = ELF_C_READ_MMAP;
  while (Elf *member = elf_begin(-1, command, archive)) {
    std::unique_ptr<Elf, End> ended_also_by_a_complaint(member);
    const Elf_Arhdr *header = elf_getarhdr(member);
    std::string name =
        header != nullptr && header->ar_name ? header->ar_name : "";
    size_t size = 0;
    const char *bytes = elf_rawfile(member, &size);
    // "/" and "//" are the archive's own.
    if (!name.empty() && name[0] != '/' && bytes != nullptr) {
      Descriptor copy(copy_of(bytes, size));
      use(name, copy.get());
    }
    command = elf_next(member);
  }
}

} // namespace memtrace::driver
