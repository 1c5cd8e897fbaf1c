// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// line.cpp: see line.h.
#include "os/line.h"

#include <errno.h>
#include <string.h>
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

void say(const Line &message) {
  int saved = errno;
  LineOf<1024> line;
  line.add("MemTrace: ").add(message.c_str(), message.size()).add('\n');
  // Nothing can be done about a stderr that can't be written.
  (void)!write(STDERR_FILENO, line.c_str(), line.size());
  errno = saved;
}

void say(const char *message) {
  LineOf<1024> line;
  line.add(message);
  say(line);
}

} // namespace memtrace::rt
