// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the library takes. Without the flag the tests run and pass: nothing is
// measured then.
#include "csv.h"

#include <gtest/gtest.h>
#include <memtrace/memtrace.hpp>
#include <sstream>

namespace {

constexpr size_t kKiB = 1024;

// 10,000 rows of 40 bytes and more.
std::istringstream table() {
  std::string text;
  for (int i = 0; i < 10000; ++i)
    text += std::to_string(i) + ",the name of a customer,somewhere\n";
  return std::istringstream(text);
}

} // namespace

TEST(CsvMemory, RowByRowTakesOneRow) {
  std::istringstream in = table();
  size_t cells = 0;
  EXPECT_TRUE(memtrace::expect_peak_below(4 * kKiB, [&] {
    csv::for_each_row(in, [&](const csv::Row &row) { cells += row.size(); });
  }));
  EXPECT_EQ(cells, 30000u);
}

TEST(CsvMemory, NothingStays) {
  std::istringstream in = table();
  EXPECT_TRUE(memtrace::expect_no_growth([&] { csv::read_all(in); }));
}

// Disabled: it shows what a broken limit looks like.
TEST(CsvMemory, DISABLED_AllAtOnceTakesLittle) {
  std::istringstream in = table();
  EXPECT_TRUE(
      memtrace::expect_peak_below(4 * kKiB, [&] { csv::read_all(in); }));
}
