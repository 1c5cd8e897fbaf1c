// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// text.cpp: see text.h.
#include "text.h"

#include "report/size_format.h"

#include <algorithm>
#include <cstdint>

namespace memtrace::driver {
namespace {

std::string formatted(const rt::Size &size, rt::Sign sign) {
  char text[rt::kSizeText];
  return std::string(text, rt::format_size(text, size, sign));
}

} // namespace

std::string printable(const std::string &text) {
  return text_of([&](rt::Writer &out) { out.foreign(text.c_str(), SIZE_MAX); });
}

std::string counted(uint64_t count, const char *one, const char *many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string size_text(uint64_t bytes) {
  return formatted(rt::size_of(bytes), rt::Sign::kOnlyMinus);
}

std::string size_text(int64_t bytes) {
  return formatted(rt::size_of_signed(bytes), rt::Sign::kOnlyMinus);
}

std::string signed_size_text(int64_t bytes) {
  return formatted(rt::size_of_signed(bytes), rt::Sign::kAlways);
}

std::string right(const std::string &text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

size_t count_letters(const std::string &text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool ends_with_path(std::string_view path, std::string_view end) {
  return path.size() > end.size() &&
         path[path.size() - end.size() - 1] == '/' &&
         path.substr(path.size() - end.size()) == end;
}

} // namespace memtrace::driver
