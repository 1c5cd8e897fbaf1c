// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// line.h: text of bounded length in the caller's storage, and the one way to
// speak to the user: a line on stderr.
#ifndef MEMTRACE_OS_LINE_H
#define MEMTRACE_OS_LINE_H

#include <stddef.h>
#include <stdint.h>

namespace memtrace::rt {

// Appends to a fixed array and keeps it NUL-terminated; what doesn't fit is
// dropped, and overflowed() says so.
class Line {
public:
  Line(char *storage, size_t capacity)
      : data_(storage), capacity_(capacity), size_(0), overflowed_(false) {
    data_[0] = '\0';
  }
  Line(const Line &) = delete;
  Line &operator=(const Line &) = delete;

  Line &add(const char *string);
  Line &add(const char *bytes, size_t size);
  Line &add(char c) { return add(&c, 1); }
  Line &add_number(uint64_t value);

  const char *c_str() const { return data_; }
  size_t size() const { return size_; }
  bool overflowed() const { return overflowed_; }

private:
  char *data_;
  size_t capacity_;
  size_t size_;
  bool overflowed_;
};

template <size_t N> class LineOf : public Line {
public:
  LineOf() : Line(storage_, N) {}

private:
  char storage_[N];
};

// Writes all of it, and keeps the signals that a failing write raises (SIGPIPE,
// SIGXFSZ) from the program, which didn't ask for the write. False with errno
// when not all could be written.
bool write_quietly(int fd, const void *bytes, size_t size);

// Writes "MemTrace: <message>\n" to stderr in one piece. Keeps errno.
void say(const Line &message);
void say(const char *message);

} // namespace memtrace::rt

#endif
