// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// size_format.h: sizes as text, digit for digit what CPython's tracemalloc
// prints (its _format_size), so that people and tools read both alike.
//
// CPython computes with doubles. Here the double is a mantissa and an exponent
// and all arithmetic is on integers: the program may have changed the rounding
// mode, and printf is out of reach inside its exit.
#ifndef MEMTRACE_REPORT_SIZE_FORMAT_H
#define MEMTRACE_REPORT_SIZE_FORMAT_H

#include <stddef.h>
#include <stdint.h>

namespace memtrace::rt {

// The double nearest to a number of bytes: (-1)^negative * mantissa *
// 2^exponent, with mantissa < 2^53.
struct Size {
  bool negative = false;
  uint64_t mantissa = 0;
  int exponent = 0;
};

Size size_of(uint64_t bytes);
Size size_of_signed(int64_t bytes);
// bytes / count, rounded once. count is not 0.
Size average_size(int64_t bytes, int64_t count);

enum class Sign { kOnlyMinus, kAlways };

// Room for any formatted size, with the NUL.
constexpr size_t kSizeText = 32;

// Writes e.g. `15.2 MiB` and a NUL; returns the length without the NUL.
size_t format_size(char (&out)[kSizeText], Size size,
                   Sign sign = Sign::kOnlyMinus);

} // namespace memtrace::rt

#endif
