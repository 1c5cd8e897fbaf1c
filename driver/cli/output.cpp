// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// output.cpp: see output.h.
#include "output.h"

#include "complaint.h"
#include "text.h"

#include <cerrno>
#include <climits>
#include <cstdio>
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

} // namespace

Output::Output(const std::string &path) {
  if (path.empty() || path == "-") {
    name_ = "standard output";
    fd_ = STDOUT_FILENO;
    return;
  }
  name_ = printable(path);
  open_file(path);
}

void Output::open_file(const std::string &path) {
  struct stat status;
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    fd_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    target_ = resolved(path);
    std::string temporary = target_ + "." + std::to_string(getpid()) + ".tmp";
    fd_ =
        open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd_ >= 0)
      temporary_ = temporary;
  }
  if (fd_ < 0)
    complain(errno);
}

Output::~Output() {
  if (fd_ > STDERR_FILENO)
    close(fd_);
  if (!temporary_.empty())
    unlink(temporary_.c_str());
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
  if (error_ == 0 && !temporary_.empty()) {
    if (rename(temporary_.c_str(), target_.c_str()) == 0)
      temporary_.clear();
    else
      error_ = errno;
  }
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
