// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// options_test.cpp: what the environment variables are taken to say.
#include "core/options.h"

#include "os/line.h"

#include <gtest/gtest.h>

#include <stdlib.h>
#include <string>
#include <unistd.h>

namespace memtrace::rt {
namespace {

class OptionsTest : public testing::Test {
protected:
  void SetUp() override {
    for (const char *name : {"MEMTRACE_OUT", "MEMTRACE_TOP", "MEMTRACE_SORT",
                             "MEMTRACE_PEAK", "MEMTRACE_START"})
      unsetenv(name);
  }
  // What is said while the options are read.
  std::string said() {
    testing::internal::CaptureStderr();
    read_options();
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(OptionsTest, UnsetOrEmptyIsOff) {
  EXPECT_EQ(read_options(), Wish::kNoTracing);
  setenv("MEMTRACE_OUT", "", 1);
  EXPECT_EQ(read_options(), Wish::kNoTracing);
}

TEST_F(OptionsTest, StartCanWait) {
  setenv("MEMTRACE_START", "1", 1);
  EXPECT_EQ(read_options(), Wish::kNoTracing);
  setenv("MEMTRACE_START", "0", 1);
  EXPECT_EQ(read_options(), Wish::kWait);
  setenv("MEMTRACE_OUT", "x", 1);
  EXPECT_EQ(read_options(), Wish::kWait);
  setenv("MEMTRACE_START", "off", 1);
  EXPECT_EQ(said(), "MemTrace: MEMTRACE_START=off: not 0 or 1; using 1\n");
  EXPECT_TRUE(g_options.starts);
}

TEST_F(OptionsTest, APathIsMadeAbsolute) {
  setenv("MEMTRACE_OUT", "sub/report.txt", 1);
  ASSERT_EQ(read_options(), Wish::kTrace);
  char directory[PATH_MAX];
  ASSERT_TRUE(getcwd(directory, sizeof directory));
  EXPECT_EQ(std::string(g_options.out),
            std::string(directory) + "/sub/report.txt");
  setenv("MEMTRACE_OUT", "/tmp/x.txt", 1);
  ASSERT_EQ(read_options(), Wish::kTrace);
  EXPECT_STREQ(g_options.out, "/tmp/x.txt");
}

TEST_F(OptionsTest, ADashIsStderr) {
  setenv("MEMTRACE_OUT", "-", 1);
  ASSERT_EQ(read_options(), Wish::kTrace);
  EXPECT_TRUE(g_options.out_is_stderr);
}

TEST_F(OptionsTest, GoodValuesAreTaken) {
  setenv("MEMTRACE_OUT", "x", 1);
  setenv("MEMTRACE_TOP", "7", 1);
  setenv("MEMTRACE_SORT", "total", 1);
  setenv("MEMTRACE_PEAK", "exact", 1);
  EXPECT_EQ(said(), "");
  EXPECT_EQ(g_options.top, 7u);
  EXPECT_EQ(g_options.sort, SortKey::kTotal);
}

TEST_F(OptionsTest, BadValuesAreSaidOnceAndTheDefaultHolds) {
  setenv("MEMTRACE_OUT", "x", 1);
  for (const char *bad : {"0", "-1", "ten", "7x", "99999999999999999999"}) {
    setenv("MEMTRACE_TOP", bad, 1);
    EXPECT_EQ(said(), std::string("MemTrace: MEMTRACE_TOP=") + bad +
                          ": not a number from 1 to 1000000; using 25\n");
    EXPECT_EQ(g_options.top, 25u);
  }
  unsetenv("MEMTRACE_TOP");
  setenv("MEMTRACE_SORT", "size", 1);
  EXPECT_NE(said().find("not peak, current, total or count; using peak"),
            std::string::npos);
  EXPECT_EQ(g_options.sort, SortKey::kPeak);
}

TEST(LineTest, WhatDoesNotFitIsDroppedAndKnown) {
  LineOf<8> line;
  line.add("abc").add_number(0).add_number(12);
  EXPECT_STREQ(line.c_str(), "abc012");
  EXPECT_FALSE(line.overflowed());
  line.add("xyz");
  EXPECT_STREQ(line.c_str(), "abc012x");
  EXPECT_TRUE(line.overflowed());
}

} // namespace
} // namespace memtrace::rt
