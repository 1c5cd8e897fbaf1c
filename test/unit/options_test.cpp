// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// options_test.cpp: what the environment variables are taken to say.
#include "core/options.h"

#include "core/size_option.h"
#include "os/line.h"
#include "os/signals.h"

#include <gtest/gtest.h>

#include <stdlib.h>
#include <string>
#include <unistd.h>

namespace memtrace::rt {
namespace {

class OptionsTest : public testing::Test {
protected:
  void SetUp() override {
    for (const char *name :
         {"MEMTRACE_OUT", "MEMTRACE_TOP", "MEMTRACE_SORT", "MEMTRACE_PEAK",
          "MEMTRACE_START", "MEMTRACE_SIGNAL", "MEMTRACE_MAX_PEAK"})
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

TEST_F(OptionsTest, ALimitOfThePeakAloneReportsToStderrIfItIsPassed) {
  setenv("MEMTRACE_MAX_PEAK", "1.5GiB,fail", 1);
  ASSERT_EQ(read_options(), Wish::kTrace);
  EXPECT_EQ(g_options.peak_limit, uint64_t(3) << 29);
  EXPECT_TRUE(g_options.fails_on_excess);
  EXPECT_TRUE(g_options.out_is_stderr);
  EXPECT_TRUE(g_options.reports_excess_only);
  setenv("MEMTRACE_OUT", "/tmp/x.txt", 1);
  ASSERT_EQ(read_options(), Wish::kTrace);
  EXPECT_FALSE(g_options.out_is_stderr);
  EXPECT_FALSE(g_options.reports_excess_only);
}

TEST_F(OptionsTest, ALimitThatIsNoSizeAloneIsOff) {
  setenv("MEMTRACE_MAX_PEAK", "much", 1);
  EXPECT_EQ(said(), "MemTrace: MEMTRACE_MAX_PEAK=much: not a size such as "
                    "512MiB or 512MiB,fail; using none\n");
  EXPECT_EQ(read_options(), Wish::kNoTracing);
}

// -1: it is no size.
int64_t size_in(const std::string &text) {
  uint64_t size = 0;
  return read_size(text.data(), text.size(), &size) ? (int64_t)size : -1;
}

TEST(SizeOptionTest, UnitsArePowersOf1024) {
  EXPECT_EQ(size_in("0"), 0);
  EXPECT_EQ(size_in("12"), 12);
  EXPECT_EQ(size_in("12B"), 12);
  EXPECT_EQ(size_in("3K"), 3 << 10);
  EXPECT_EQ(size_in("3 MB"), 3 << 20);
  EXPECT_EQ(size_in("3GiB"), int64_t(3) << 30);
  EXPECT_EQ(size_in("3t"), int64_t(3) << 40);
  EXPECT_EQ(size_in("1.25K"), 1280);
  EXPECT_EQ(size_in("0.000001G"), 1073);
  EXPECT_EQ(size_in("1.9999999K"), 2047); // six digits count
  EXPECT_EQ(size_in("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(size_in("8388607.999999T"), 9223372036853676296);
}

TEST(SizeOptionTest, WhatIsNoSizeIsTold) {
  for (const char *bad : {"",
                          "K",
                          ".5K",
                          "5.K",
                          "5.5",
                          "5.5B",
                          "5X",
                          "5iB",
                          "5Ki",
                          "5KBB",
                          "5  K",
                          "5K ",
                          "-5",
                          "+5",
                          " 5",
                          "0x5",
                          "9223372036854775808",
                          "18446744073709551617",
                          "8388608T",
                          "99999999999999999999999K"})
    EXPECT_EQ(size_in(bad), -1) << bad;
}

TEST(SignalsTest, NamesAndNumbersOfWhatAHandlerMayBePutOn) {
  EXPECT_EQ(usable_signal("USR1"), SIGUSR1);
  EXPECT_EQ(usable_signal("SIGHUP"), SIGHUP);
  EXPECT_EQ(usable_signal("12"), 12);
  EXPECT_EQ(usable_signal("RTMIN"), SIGRTMIN);
  EXPECT_EQ(usable_signal("SIGRTMIN+3"), SIGRTMIN + 3);
  EXPECT_EQ(usable_signal("RTMAX-1"), SIGRTMAX - 1);
  EXPECT_EQ(usable_signal("64"), SIGRTMAX);
  for (const char *bad : {"", "SIG", "KILL", "SIGSTOP", "SEGV", "7", "9", "17",
                          "32", "33", "65", "usr1", "RTMIN-1", "RTMAX+1",
                          "RTMIN+", "RTMIN+31", "RTMINX", "1000", "10x"})
    EXPECT_EQ(usable_signal(bad), 0) << bad;
  LineOf<32> line;
  add_signal_name(&line, SIGUSR2);
  add_signal_name(&line, SIGRTMIN);
  add_signal_name(&line, SIGRTMIN + 3);
  EXPECT_STREQ(line.c_str(), "SIGUSR2SIGRTMINSIGRTMIN+3");
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
