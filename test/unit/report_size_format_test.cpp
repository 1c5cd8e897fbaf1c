// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The size format at its edges. report_matches_cpython.py compares it with
// CPython's own on thousands of values.
#include <cfenv>
#include <string>

#include <gtest/gtest.h>

#include "report/size_format.h"

using namespace memtrace::rt;

namespace {

std::string format(Size size, Sign sign = Sign::kOnlyMinus) {
  char text[kSizeText];
  size_t length = format_size(text, size, sign);
  EXPECT_EQ(length, std::string(text).size());
  return text;
}

std::string bytes(uint64_t value) { return format(size_of(value)); }
std::string difference(int64_t value) {
  return format(size_of_signed(value), Sign::kAlways);
}
std::string average(int64_t size, int64_t count) {
  return format(average_size(size, count));
}

TEST(SizeFormat, ChangesUnitsWhereCPythonDoes) {
  EXPECT_EQ(bytes(0), "0 B");
  EXPECT_EQ(bytes(10239), "10239 B");
  EXPECT_EQ(bytes(10240), "10.0 KiB");
  EXPECT_EQ(bytes(102348), "99.9 KiB");
  EXPECT_EQ(bytes(102349), "100.0 KiB");
  EXPECT_EQ(bytes(102400), "100 KiB");
  EXPECT_EQ(bytes(1048576), "1024 KiB");
  EXPECT_EQ(bytes(10485759), "10240 KiB");
  EXPECT_EQ(bytes(10485760), "10.0 MiB");
  EXPECT_EQ(bytes(10737418240), "10.0 GiB");
  EXPECT_EQ(bytes(uint64_t{1} << 50), "1024 TiB");
  EXPECT_EQ(bytes(UINT64_MAX), "16777216 TiB");
}

TEST(SizeFormat, GivesDifferencesASign) {
  EXPECT_EQ(difference(0), "+0 B");
  EXPECT_EQ(difference(5000), "+5000 B");
  EXPECT_EQ(difference(-10240), "-10.0 KiB");
  EXPECT_EQ(difference(INT64_MIN), "-8388608 TiB");
  EXPECT_EQ(format(size_of_signed(-5)), "-5 B");
}

TEST(SizeFormat, RoundsAveragesHalfToEven) {
  EXPECT_EQ(average(1, 2), "0 B");
  EXPECT_EQ(average(3, 2), "2 B");
  EXPECT_EQ(average(4263, 2), "2132 B");
  EXPECT_EQ(average(4265, 2), "2132 B");
  EXPECT_EQ(average(0, 7), "0 B");
  EXPECT_EQ(average(-1, 3), "-0 B");
}

// More digits than a double has: rounding twice would give 2.5, not above it.
TEST(SizeFormat, RoundsAQuotientOnce) {
  EXPECT_EQ(average(9223372036854775807, 1), "8388608 TiB");
  EXPECT_EQ(average(9007199254740993, 9007199254740992), "1 B");
  EXPECT_EQ(average(INT64_MIN, INT64_MIN), "1 B");
  EXPECT_EQ(average(1, INT64_MAX), "0 B");
}

TEST(SizeFormat, DoesNotDependOnTheRoundingMode) {
  ASSERT_EQ(std::fesetround(FE_UPWARD), 0);
  std::string upward = bytes(15943182) + average(1000, 3);
  ASSERT_EQ(std::fesetround(FE_TONEAREST), 0);
  EXPECT_EQ(upward, "15.2 MiB333 B");
}

} // namespace
