// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// size_option.cpp: see size_option.h. On integers: the program may have
// changed the rounding mode.
#include "core/size_option.h"

namespace memtrace::rt {
namespace {

constexpr uint64_t kMost = UINT64_MAX / 2;
// A millionth of a tebibyte is as fine as anybody needs it.
constexpr uint64_t kParts = 1000000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The power of two that the rest of a size stands for; -1: for none.
int power_of(const char *unit, const char *end) {
  static const char kUnits[] = "KMGT";
  if (unit < end && *unit == ' ')
    ++unit;
  int power = 0;
  for (int i = 0; i < 4 && unit < end; ++i)
    if (*unit == kUnits[i] || *unit == (kUnits[i] | 0x20))
      power = 10 * (i + 1);
  if (power)
    ++unit;
  if (power && end - unit == 2 && *unit == 'i')
    ++unit;
  if (unit < end && *unit == 'B')
    ++unit;
  return unit == end ? power : -1;
}

} // namespace

bool read_size(const char *text, size_t length, uint64_t *out) {
  const char *end = text + length, *c = text;
  uint64_t whole = 0, parts = 0;
  for (; c < end && is_digit(*c); ++c) {
    auto digit = (uint64_t)(*c - '0');
    if (whole > (kMost - digit) / 10)
      return false;
    whole = whole * 10 + digit;
  }
  if (c == text)
    return false;
  bool has_parts = c < end && *c == '.';
  if (has_parts) {
    const char *first = ++c;
    for (uint64_t worth = kParts / 10; c < end && is_digit(*c); ++c) {
      parts += worth * (uint64_t)(*c - '0');
      worth /= 10;
    }
    if (c == first)
      return false;
  }
  int power = power_of(c, end);
  if (power < 0 || (has_parts && power == 0) || whole > kMost >> power)
    return false;
  *out = (whole << power) + (parts << power) / kParts;
  return *out <= kMost;
}

} // namespace memtrace::rt
