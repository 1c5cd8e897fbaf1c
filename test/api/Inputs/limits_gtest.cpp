// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <cstdlib>
#include <gtest/gtest.h>
#include <memtrace/memtrace.hpp>

static void work() { std::free(std::malloc(5000)); }

TEST(Limits, Kept) { EXPECT_TRUE(memtrace::expect_peak_below(6000, work)); }
TEST(Limits, Broken) { EXPECT_TRUE(memtrace::expect_peak_below(5000, work)); }
