// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// size_format.cpp: see size_format.h. Rounding is to nearest, ties to even,
// everywhere: once to the 53 bits of a double, once to the digits shown.
#include "report/size_format.h"

namespace memtrace::rt {
namespace {

constexpr int kMantissaBits = 53;
constexpr const char *kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
constexpr int kLastUnit = 4;

uint64_t magnitude(int64_t value) {
  return value < 0 ? 0 - static_cast<uint64_t>(value)
                   : static_cast<uint64_t>(value);
}

int bit_length(uint64_t value) {
  return value == 0 ? 0 : 64 - __builtin_clzll(value);
}

// value / 2^shift to the nearest integer; `more` says that the true value is a
// little larger than `value`.
uint64_t shift_right_rounded(uint64_t value, int shift, bool more) {
  if (shift <= 0)
    return value;
  if (shift > 64)
    return 0;
  uint64_t quotient = shift == 64 ? 0 : value >> shift;
  uint64_t half = uint64_t{1} << (shift - 1);
  uint64_t rest = shift == 64 ? value : value & (half * 2 - 1);
  bool up = rest > half || (rest == half && (more || (quotient & 1) != 0));
  return quotient + (up ? 1 : 0);
}

// The double nearest to value * 2^exponent (a little more, if `more`).
Size nearest(uint64_t value, int exponent, bool more) {
  int shift = bit_length(value) - kMantissaBits;
  if (shift <= 0)
    return {false, value, exponent};
  uint64_t mantissa = shift_right_rounded(value, shift, more);
  exponent += shift;
  if (bit_length(mantissa) > kMantissaBits) { // rounded up to a power of two
    mantissa >>= 1;
    ++exponent;
  }
  return {false, mantissa, exponent};
}

bool is_below(const Size &size, uint64_t limit) {
  if (size.exponent >= 0)
    return size.exponent < 64 - kMantissaBits &&
           (size.mantissa << size.exponent) < limit;
  int shift = -size.exponent;
  // limit * 2^50 is above any mantissa, and limit < 2^14.
  return shift >= 50 || size.mantissa < limit << shift;
}

// size * factor to the nearest integer. What is printed is below 2^26.
uint64_t round_times(const Size &size, uint64_t factor) {
  uint64_t value = size.mantissa * factor; // < 2^53 * 10
  if (size.exponent >= 0)
    return value << size.exponent;
  return shift_right_rounded(value, -size.exponent, false);
}

char *put_number(char *out, uint64_t value) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (count > 0)
    *out++ = digits[--count];
  return out;
}

} // namespace

Size size_of(uint64_t bytes) { return nearest(bytes, 0, false); }

Size size_of_signed(int64_t bytes) {
  Size size = size_of(magnitude(bytes));
  size.negative = bytes < 0;
  return size;
}

Size average_size(int64_t bytes, int64_t count) {
  uint64_t divisor = magnitude(count);
  uint64_t quotient = magnitude(bytes) / divisor;
  uint64_t rest = magnitude(bytes) % divisor;
  int exponent = 0;
  // Two bits more than a double holds decide the rounding, the rest says
  // whether anything follows them.
  while (rest != 0 && bit_length(quotient) < kMantissaBits + 2) {
    bool bit = rest >= divisor - rest;
    quotient = quotient * 2 + (bit ? 1 : 0);
    rest = bit ? rest - (divisor - rest) : rest * 2;
    --exponent;
  }
  Size size = nearest(quotient, exponent, rest != 0);
  size.negative = (bytes < 0) != (count < 0);
  return size;
}

size_t format_size(char (&out)[kSizeText], Size size, Sign sign) {
  char *end = out;
  if (size.negative)
    *end++ = '-';
  else if (sign == Sign::kAlways)
    *end++ = '+';

  int unit = 0;
  for (;; ++unit, size.exponent -= 10) {
    if (unit != 0 && is_below(size, 100)) {
      uint64_t tenths = round_times(size, 10);
      end = put_number(end, tenths / 10);
      *end++ = '.';
      *end++ = static_cast<char>('0' + tenths % 10);
      break;
    }
    if (unit == kLastUnit || is_below(size, 10240)) {
      end = put_number(end, round_times(size, 1));
      break;
    }
  }
  *end++ = ' ';
  for (const char *name = kUnits[unit]; *name != '\0'; ++name)
    *end++ = *name;
  *end = '\0';
  return static_cast<size_t>(end - out);
}

} // namespace memtrace::rt
