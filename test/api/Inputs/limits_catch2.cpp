// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <catch2/catch.hpp>
#include <cstdlib>
#include <memtrace/memtrace.hpp>

static void work() { std::free(std::malloc(5000)); }

TEST_CASE("kept") { REQUIRE(memtrace::expect_peak_below(6000, work)); }
TEST_CASE("broken") { CHECK(memtrace::expect_peak_below(5000, work)); }
