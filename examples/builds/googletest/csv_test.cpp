// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the library does, whatever it takes.
#include "csv.h"

#include <gtest/gtest.h>
#include <sstream>

TEST(Csv, DividesAtCommas) {
  EXPECT_EQ(csv::parse("a,,b"), (csv::Row{"a", "", "b"}));
}

TEST(Csv, KeepsWhatIsQuoted) {
  EXPECT_EQ(csv::parse(R"("a, ""b""",c)"), (csv::Row{R"(a, "b")", "c"}));
}

TEST(Csv, ReadsAllRows) {
  std::istringstream in("a,b\nc,d\n");
  EXPECT_EQ(csv::read_all(in).size(), 2u);
}
