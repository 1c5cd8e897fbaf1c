// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// writer.cpp: see writer.h.
#include "report/writer.h"

#include <string.h>

namespace memtrace::rt {
namespace {

uint64_t magnitude(int64_t number) {
  return number < 0 ? 0 - static_cast<uint64_t>(number)
                    : static_cast<uint64_t>(number);
}

} // namespace

size_t text_length(uint64_t number) {
  size_t length = 1;
  for (; number >= 10; number /= 10)
    ++length;
  return length;
}

size_t text_length(int64_t number) {
  return text_length(magnitude(number)) + (number < 0 ? 1 : 0);
}

Writer &Writer::operator<<(char c) {
  if (used_ == sizeof buffer_)
    flush();
  buffer_[used_++] = c;
  column_ = c == '\n' ? 0 : column_ + 1;
  return *this;
}

Writer &Writer::operator<<(const char *string) {
  for (; *string != '\0'; ++string)
    *this << *string;
  return *this;
}

Writer &Writer::bytes(const char *bytes, size_t size) {
  for (size_t i = 0; i < size; ++i)
    *this << bytes[i];
  return *this;
}

Writer &Writer::operator<<(uint64_t number) {
  char digits[20];
  size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0)
    *this << digits[--count];
  return *this;
}

Writer &Writer::operator<<(int64_t number) {
  if (number < 0)
    *this << '-';
  return *this << magnitude(number);
}

Writer &Writer::operator<<(const Size &size) {
  char text[kSizeText];
  format_size(text, size);
  return *this << text;
}

Writer &Writer::foreign(const char *string, size_t limit) {
  size_t length = strlen(string);
  for (size_t i = 0; i < length && i < limit; ++i) {
    auto byte = static_cast<unsigned char>(string[i]);
    if (byte == '\n')
      *this << "\\n";
    else if (byte == '\t')
      *this << "\\t";
    else if (byte < 0x20 || byte == 0x7f)
      *this << "\\x" << "0123456789abcdef"[byte >> 4]
            << "0123456789abcdef"[byte & 15];
    else
      *this << string[i];
  }
  if (length > limit)
    *this << " ... (" << uint64_t{length - limit} << " bytes more)";
  return *this;
}

Writer &Writer::pad_to(size_t column) {
  while (column_ < column)
    *this << ' ';
  return *this;
}

Writer &Writer::right(uint64_t number, size_t column) {
  size_t length = text_length(number);
  return pad_to(column > length ? column - length : 0) << number;
}

Writer &Writer::right(int64_t number, size_t column) {
  size_t length = text_length(number);
  return pad_to(column > length ? column - length : 0) << number;
}

Writer &Writer::right(const Size &size, size_t column) {
  char text[kSizeText];
  size_t length = format_size(text, size);
  return pad_to(column > length ? column - length : 0) << text;
}

bool Writer::flush() {
  if (ok_ && used_ > 0)
    ok_ = sink_.write(sink_.context, buffer_, used_);
  used_ = 0;
  return ok_;
}

} // namespace memtrace::rt
