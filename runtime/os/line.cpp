// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// line.cpp: see line.h.
#include "os/line.h"

#include "os/restrictions.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

namespace memtrace::rt {

Line &Line::add(const char *bytes, size_t size) {
  size_t room = capacity_ - 1 - size_;
  if (size > room) {
    overflowed_ = true;
    size = room;
  }
  memcpy(data_ + size_, bytes, size);
  size_ += size;
  data_[size_] = '\0';
  return *this;
}

Line &Line::add(const char *string) { return add(string, strlen(string)); }

Line &Line::add_number(uint64_t value) {
  char digits[20];
  size_t n = 0;
  do
    digits[sizeof digits - ++n] = (char)('0' + value % 10);
  while (value /= 10);
  return add(digits + sizeof digits - n, n);
}

namespace {

bool write_all(int fd, const char *at, size_t size) {
  ssize_t n = 1;
  while (size && n > 0) {
    n = write(fd, at, size);
    if (n > 0) {
      at += n;
      size -= (size_t)n;
    } else if (n < 0 && errno == EINTR) {
      n = 1;
    }
  }
  return size == 0;
}

} // namespace

bool write_quietly(int fd, const void *bytes, size_t size) {
  auto *at = static_cast<const char *>(bytes);
  if (is_restricted())
    return write_all(fd, at, size);
  sigset_t ours, before, pending;
  sigemptyset(&ours);
  sigaddset(&ours, SIGPIPE);
  sigaddset(&ours, SIGXFSZ);
  pthread_sigmask(SIG_BLOCK, &ours, &before);
  sigpending(&pending);
  bool written = write_all(fd, at, size);
  int error = errno;
  // What was pending before is the program's.
  if (sigismember(&pending, SIGPIPE))
    sigdelset(&ours, SIGPIPE);
  if (sigismember(&pending, SIGXFSZ))
    sigdelset(&ours, SIGXFSZ);
  const timespec kNow = {0, 0};
  if (!written && (error == EPIPE || error == EFBIG))
    sigtimedwait(&ours, nullptr, &kNow);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return written;
}

void say(const Line &message) {
  int saved = errno;
  LineOf<1200> line;
  line.add("MemTrace: ").add(message.c_str(), message.size()).add('\n');
  // Nothing can be done about a stderr that can't be written.
  if (!line.overflowed()) {
    write_quietly(STDERR_FILENO, line.c_str(), line.size());
  } else { // a long path: in pieces, but whole
    write_quietly(STDERR_FILENO, "MemTrace: ", 10);
    write_quietly(STDERR_FILENO, message.c_str(), message.size());
    write_quietly(STDERR_FILENO, "\n", 1);
  }
  errno = saved;
}

void say(const char *message) {
  LineOf<1024> line;
  line.add(message);
  say(line);
}

} // namespace memtrace::rt
