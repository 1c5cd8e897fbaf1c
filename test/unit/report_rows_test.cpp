// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rows: which counters go into which row, and their order.
// report_matches_cpython.py compares text and order with CPython's own.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "report_ledger.h"

using namespace memtrace::rt;
using namespace memtrace::test;

namespace {

std::vector<std::string> lines(SyntheticLedger &ledger, SortKey key) {
  HeapScratch memory;
  std::vector<std::string> result;
  {
    Rows rows(ledger.view(), key, memory.scratch());
    EXPECT_TRUE(rows.ok());
    for (size_t i = 0; i < rows.size(); ++i) {
      std::string line;
      Writer out(append_to(line));
      put_row(out, rows[i]);
      EXPECT_TRUE(out.flush());
      result.push_back(line);
    }
  }
  EXPECT_EQ(memory.taken(), 0u);
  return result;
}

using Lines = std::vector<std::string>;

TEST(Rows, AddsUpSitesOfOneLineOverAllSlabs) {
  SyntheticLedger ledger(2);
  uint32_t a = ledger.add_site("a.cpp", 7, "f");
  uint32_t b = ledger.add_site("a.cpp", 7, "g");
  ledger.allocate(a, 100, 1, 0);
  ledger.allocate(b, 20, 2, 0);
  ledger.release(a, 40, 1, 1); // another thread's free
  ledger.allocate(a, 40, 1, 1);
  EXPECT_EQ(lines(ledger, SortKey::kCurrent),
            Lines{"a.cpp:7: size=120 B, count=3, average=40 B"});
  EXPECT_EQ(lines(ledger, SortKey::kTotal),
            Lines{"a.cpp:7: size=160 B, count=4, average=40 B"});
}

TEST(Rows, TakesTheSavedValueOnlyOfCountersThatMovedSinceThePeak) {
  SyntheticLedger ledger(2);
  ledger.header().peak_generation = 5;
  uint32_t moved = ledger.add_site("moved.c", 1);
  uint32_t still = ledger.add_site("still.c", 2);
  uint32_t late = ledger.add_site("late.c", 3);
  ledger.allocate(moved, 70, 7);
  ledger.release(moved, 70, 7);
  ledger.counter(moved).generation = 5;
  ledger.counter(moved).saved_bytes = 70;
  ledger.counter(moved).saved_blocks = 7;
  ledger.allocate(still, 50, 5);
  ledger.counter(still).generation = 4;
  ledger.counter(still).saved_bytes = 999; // of an earlier peak
  ledger.allocate(late, 10);
  ledger.counter(late).generation = 6;
  // The other slab of a site follows its own generation.
  ledger.allocate(moved, 3, 1, 1);
  ledger.counter(moved, 1).generation = 2;
  EXPECT_EQ(lines(ledger, SortKey::kPeak),
            (Lines{"moved.c:1: size=73 B, count=8, average=9 B",
                   "still.c:2: size=50 B, count=5, average=10 B"}));
  EXPECT_EQ(lines(ledger, SortKey::kCurrent).size(), 3u);
}

TEST(Rows, LeavesOutPlacesThatHoldNothingButKeepsEmptyBlocks) {
  SyntheticLedger ledger;
  uint32_t freed = ledger.add_site("freed.c", 1);
  uint32_t empty = ledger.add_site("empty.c", 2);
  ledger.allocate(freed, 10);
  ledger.release(freed, 10);
  ledger.allocate(empty, 0);
  EXPECT_EQ(lines(ledger, SortKey::kCurrent),
            Lines{"empty.c:2: size=0 B, count=1, average=0 B"});
}

TEST(Rows, BreaksTiesByCountThenFileThenLineDescending) {
  SyntheticLedger ledger;
  ledger.allocate(ledger.add_site("a.c", 9), 100, 1);
  ledger.allocate(ledger.add_site("b.c", 2), 100, 1);
  ledger.allocate(ledger.add_site("b.c", 10), 100, 1);
  ledger.allocate(ledger.add_site("a.c", 1), 100, 4);
  ledger.allocate(ledger.add_site("z.c", 1), 10, 100);
  EXPECT_EQ(lines(ledger, SortKey::kCurrent),
            (Lines{"a.c:1: size=100 B, count=4, average=25 B",
                   "b.c:10: size=100 B, count=1, average=100 B",
                   "b.c:2: size=100 B, count=1, average=100 B",
                   "a.c:9: size=100 B, count=1, average=100 B",
                   "z.c:1: size=10 B, count=100, average=0 B"}));
  EXPECT_EQ(lines(ledger, SortKey::kCount).front(),
            "z.c:1: size=10 B, count=100, average=0 B");
}

TEST(Rows, NamesTheFunctionWhereNoLineIsKnown) {
  SyntheticLedger ledger;
  ledger.allocate(ledger.add_site("a.c", 0, "first", MEMTRACE_SITE_NO_LINES),
                  30);
  ledger.allocate(ledger.add_site("a.c", 0, "second", MEMTRACE_SITE_NO_LINES),
                  20);
  ledger.allocate(ledger.add_site("", 0, "third"), 10);
  EXPECT_EQ(lines(ledger, SortKey::kCurrent),
            (Lines{"a.c(first):0: size=30 B, count=1, average=30 B",
                   "a.c(second):0: size=20 B, count=1, average=20 B",
                   "<unknown>(third):0: size=10 B, count=1, average=10 B"}));
}

TEST(Rows, TakesADamagedSiteForUnknown) {
  SyntheticLedger ledger;
  uint32_t far = ledger.add_site("a.c", 1);
  uint32_t beyond = ledger.add_site("a.c", 2);
  ledger.site(far).first_frame = 0xffffffff;
  ledger.site(beyond).user_frame = 1;
  ledger.allocate(far, 1);
  ledger.allocate(beyond, 1);
  ledger.allocate(MEMTRACE_UNKNOWN_SITE, 1);
  EXPECT_EQ(lines(ledger, SortKey::kCurrent),
            Lines{"<unknown>:0: size=3 B, count=3, average=1 B"});
}

TEST(Rows, NamesTheUserFrame) {
  SyntheticLedger ledger;
  uint32_t header = ledger.add_site("/usr/include/c++/12/new", 5);
  uint32_t user = ledger.add_site("user.cpp", 8);
  ledger.site(header).frame_count = 2;
  ledger.site(header).user_frame = 1;
  ledger.allocate(header, 4);
  ledger.allocate(user, 4);
  EXPECT_EQ(lines(ledger, SortKey::kCurrent),
            Lines{"user.cpp:8: size=8 B, count=2, average=4 B"});
}

TEST(Rows, SaysThatThereWasNoMemoryForThem) {
  SyntheticLedger ledger;
  EXPECT_TRUE(Rows(ledger.view(), SortKey::kPeak, no_scratch()).ok());
  ledger.allocate(ledger.add_site("a.c", 1), 1);
  Rows rows(ledger.view(), SortKey::kPeak, no_scratch());
  EXPECT_FALSE(rows.ok());
  EXPECT_EQ(rows.size(), 0u);
}

} // namespace
