// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// file_source.cpp: see file_source.h.
#include "reader/file_source.h"

#include "inputs.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace memtrace::driver {
namespace {

[[noreturn]] void complain(const char *what, int error) {
  std::string text = std::string(what) + ": " + std::strerror(error);
  if (error == EACCES || error == EPERM)
    text += "; read it as the user whose program wrote it";
  else if (error == ENOENT || error == ENOTDIR)
    text += "; name the ledger that a program with MemTrace wrote";
  throw BadLedger(text);
}

struct stat status_of(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    complain("cannot be read", errno);
  return status;
}

} // namespace

FileSource::FileSource(const std::string &path,
                       std::function<void(size_t)> on_read)
    // A pipe without a writer would hold up a plain open.
    : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)),
      on_read_(std::move(on_read)) {
  if (fd_ < 0)
    complain("cannot be opened", errno);
  struct stat status = status_of(fd_);
  note_input(status);
  if (S_ISREG(status.st_mode))
    return;
  close(fd_);
  throw BadLedger(S_ISDIR(status.st_mode)
                      ? "is a directory; name a ledger in it"
                      : "is not a regular file; copy the ledger to one");
}

FileSource::~FileSource() { close(fd_); }

uint64_t FileSource::size() {
  return static_cast<uint64_t>(status_of(fd_).st_size);
}

size_t FileSource::read(uint64_t offset, void *to, size_t bytes) {
  size_t done = 0;
  while (done < bytes) {
    ssize_t n = pread(fd_, static_cast<char *>(to) + done, bytes - done,
                      static_cast<off_t>(offset + done));
    if (n == 0)
      break;
    if (n > 0)
      done += static_cast<size_t>(n);
    else if (errno != EINTR)
      complain("cannot be read", errno);
  }
  if (on_read_)
    on_read_(done);
  return done;
}

Range FileSource::next_data(Range within) {
  off_t data = lseek(fd_, static_cast<off_t>(within.begin), SEEK_DATA);
  if (data < 0) // the rest is a hole, or the file system knows no holes
    return errno == ENXIO ? Range{within.end, within.end} : within;
  off_t hole = lseek(fd_, data, SEEK_HOLE);
  Range found{static_cast<uint64_t>(data), within.end};
  if (hole > data)
    found.end = std::min(found.end, static_cast<uint64_t>(hole));
  found.begin = std::min(found.begin, within.end);
  found.end = std::max(found.begin, found.end);
  return found;
}

} // namespace memtrace::driver
