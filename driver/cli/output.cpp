// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output.cpp: see output.h.
#include "output.h"

#include "complaint.h"
#include "inputs.h"
#include "memtrace/ledger.h"
#include "text.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::driver {
namespace {

constexpr size_t kBuffer = 1 << 16;

// The file that a link leads to, so that it is what is replaced.
std::string resolved(const std::string &path) {
  char real[PATH_MAX];
  return realpath(path.c_str(), real) != nullptr ? real : path;
}

bool is_ledger(const std::string &path) {
  char start[sizeof memtrace_ledger_header::magic];
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool is_one = fd >= 0 && pread(fd, start, sizeof start, 0) == sizeof start &&
                std::memcmp(start, MEMTRACE_LEDGER_MAGIC, sizeof start) == 0;
  if (fd >= 0)
    close(fd);
  return is_one;
}

} // namespace

Output::Output(const std::string &path, Holds holds) {
  if (path.empty() || path == "-") {
    name_ = "standard output";
    fd_ = STDOUT_FILENO;
    return;
  }
  name_ = printable(path);
  open_file(path, holds);
}

void Output::open_file(const std::string &path, Holds holds) {
  struct stat status;
  bool exists = stat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) {
    fd_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    target_ = resolved(path);
    open_beside(exists ? &status : nullptr, holds);
  }
  if (fd_ < 0)
    complain(errno);
}

void Output::open_beside(const struct stat *old, Holds holds) {
  if (old != nullptr)
    refuse(*old, holds);
  bool is_private = old != nullptr || holds == Holds::kLedger;
  fd_ = temporary_.create(target_, is_private ? 0600 : 0666);
  if (fd_ < 0 || old == nullptr)
    return;
  // Who may read the old one may read the new one, and nobody else. Only root
  // can give it to another user.
  bool is_same = fchown(fd_, old->st_uid, old->st_gid) == 0;
  fchmod(fd_, old->st_mode & (is_same ? 0777 : 0707));
}

void Output::refuse(const struct stat &old, Holds holds) const {
  if (is_input(old))
    throw Complaint(kBadInput, name_ + " is what is read, and would be lost; "
                                       "name another file with -o");
  if (holds != Holds::kLedger && is_ledger(target_))
    throw Complaint(kBadInput, name_ + " is a ledger, which would be lost; "
                                       "name another file with -o");
}

Output::~Output() {
  if (fd_ > STDERR_FILENO)
    close(fd_);
}

bool Output::write(const char *bytes, size_t size) {
  buffer_.append(bytes, size);
  if (buffer_.size() >= kBuffer)
    flush();
  return error_ == 0;
}

void Output::flush() {
  for (size_t done = 0; done < buffer_.size() && error_ == 0;) {
    ssize_t n = ::write(fd_, buffer_.data() + done, buffer_.size() - done);
    if (n >= 0)
      done += static_cast<size_t>(n);
    else if (errno != EINTR)
      error_ = errno;
  }
  buffer_.clear();
}

rt::Sink Output::sink() {
  return {[](void *self, const char *bytes, size_t size) {
            return static_cast<Output *>(self)->write(bytes, size);
          },
          this};
}

void Output::finish() {
  flush();
  // Some file systems only say at the end that there was no room.
  int fd = fd_;
  fd_ = -1;
  if (close(fd) != 0 && error_ == 0)
    error_ = errno;
  if (error_ == 0 && temporary_.exists() && !temporary_.replace(target_))
    error_ = errno;
  if (error_ != 0)
    complain(error_);
}

void print(const std::string &text) {
  Output output("-");
  output.write(text.data(), text.size());
  output.finish();
}

void Output::complain(int error) const {
  if (error == EPIPE)
    throw Complaint(kFailed, "");
  throw Complaint(kFailed,
                  "cannot write " + name_ + ": " + std::strerror(error));
}

} // namespace memtrace::driver
