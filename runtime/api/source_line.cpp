// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// source_line.cpp: see source_line.h.
#include "api/source_line.h"

#include "os/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace memtrace::rt {
namespace {

// What is larger is no source that anybody wrote.
constexpr off_t kMostBytes = 64 << 20;

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
}

// Of a plain file that may become shorter meanwhile.
size_t read_all(int fd, char *to, size_t size) {
  size_t length = 0;
  while (length < size) {
    ssize_t got = read(fd, to + length, size - length);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    length += (size_t)got;
  }
  return length;
}

} // namespace

SourceLine::SourceLine(const char *file, uint32_t line) {
  int saved = errno;
  int fd = line ? open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
  struct stat status;
  if (fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
      status.st_size > 0 && status.st_size <= kMostBytes) {
    room_ = (size_t)status.st_size;
    content_ = static_cast<char *>(map(room_));
    if (content_)
      find(read_all(fd, content_, room_), line);
  }
  if (fd >= 0)
    close(fd);
  errno = saved;
}

SourceLine::~SourceLine() {
  if (content_)
    unmap(content_, room_);
}

void SourceLine::find(size_t length, uint32_t line) {
  const char *at = content_, *end = content_ + length;
  for (uint32_t i = 1; i < line && at; ++i) {
    at = static_cast<const char *>(memchr(at, '\n', (size_t)(end - at)));
    at = at ? at + 1 : nullptr;
  }
  if (!at)
    return;
  if (auto *newline =
          static_cast<const char *>(memchr(at, '\n', (size_t)(end - at))))
    end = newline;
  while (at < end && is_space(*at))
    ++at;
  while (at < end && is_space(end[-1]))
    --end;
  text_ = at;
  size_ = (size_t)(end - at);
}

} // namespace memtrace::rt
