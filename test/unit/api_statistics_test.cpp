// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Snapshots: what CPython has no counterpart of; api_matches_cpython.py tests
// the rest.
#include "api/dump.h"
#include "api/filter.h"
#include "api/glob.h"
#include "api/statistics.h"
#include "snapshot_of.h"

#include <cstdio>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

using namespace memtrace::rt;
using namespace memtrace::test;

namespace {

using Texts = std::vector<std::string>;

Texts rows_of(const memtrace_snapshot &snapshot, memtrace_query query,
              const memtrace_snapshot *old = nullptr) {
  memtrace_statistics *made = nullptr;
  EXPECT_EQ(make_statistics(snapshot, old, query, &made), MEMTRACE_OK);
  Texts texts;
  for (size_t i = 0; i < made->count; ++i)
    texts.push_back(text_of(made->rows[i]));
  free_statistics(made);
  return texts;
}

memtrace_query by(memtrace_key key, memtrace_when at = MEMTRACE_CURRENT,
                  int cumulative = 0) {
  return {key, at, cumulative};
}

// `main` calls `work`, which calls itself and allocates.
class Recursion : public ::testing::Test {
protected:
  Recursion() {
    ledger_.header().frames_kept = 10;
    uint32_t start = ledger_.add_call("main.c", 9, "main", "work");
    uint32_t again = ledger_.add_call("work.c", 2, "work", "work");
    uint32_t line = ledger_.add_site("work.c", 1, "work", MEMTRACE_SITE_STACKS);
    ledger_.site(line).type = ledger_.add_string("node");
    ledger_.site(line).domain = 7;
    uint32_t caller = ledger_.add_caller(start);
    for (int i = 0; i < 3; ++i)
      caller = ledger_.add_caller(again, caller);
    context_ = ledger_.add_context(line, caller);
    ledger_.allocate(context_, 1000, 10);
    ledger_.release(context_, 400, 4);
  }

  SyntheticLedger ledger_;
  uint32_t context_;
};

TEST_F(Recursion, CountsABlockOncePerGroup) {
  SnapshotPointer snapshot = snapshot_of(ledger_);
  const std::string sizes = ": size=600 B, count=6, average=100 B";
  EXPECT_EQ(
      rows_of(*snapshot, by(MEMTRACE_BY_LINE, MEMTRACE_CURRENT, 1)),
      (Texts{"work.c:2" + sizes, "work.c:1" + sizes, "main.c:9" + sizes}));
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_FILE, MEMTRACE_CURRENT, 1)),
            (Texts{"work.c" + sizes, "main.c" + sizes}));
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_FUNCTION, MEMTRACE_CURRENT, 1)),
            (Texts{"work (work.c)" + sizes, "main (main.c)" + sizes}));
}

TEST_F(Recursion, IsGroupedByTypeDomainAndStack) {
  SnapshotPointer snapshot = snapshot_of(ledger_);
  const std::string sizes = ": size=600 B, count=6, average=100 B";
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_TYPE)), Texts{"node" + sizes});
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_DOMAIN)),
            Texts{"domain 7" + sizes});
  memtrace_statistics *made = nullptr;
  ASSERT_EQ(make_statistics(*snapshot, nullptr, by(MEMTRACE_BY_STACK), &made),
            MEMTRACE_OK);
  ASSERT_EQ(made->count, 1u);
  const memtrace_statistic &row = made->rows[0];
  ASSERT_EQ(row.frame_count, 5u);
  EXPECT_EQ(row.frames[0].line, 1u);
  EXPECT_STREQ(row.frames[4].file, "main.c");
  EXPECT_FALSE(row.has_more_frames);
  free_statistics(made);
}

TEST_F(Recursion, HasAPeakAndATotal) {
  memtrace_counter &counter = ledger_.counter(context_);
  counter.generation = 1;
  counter.saved_bytes = 900;
  counter.saved_blocks = 9;
  SnapshotPointer snapshot = snapshot_of(ledger_);
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_FILE, MEMTRACE_PEAK)),
            Texts{"work.c: size=900 B, count=9, average=100 B"});
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_FILE, MEMTRACE_TOTAL)),
            Texts{"work.c: size=1000 B, count=10, average=100 B"});
}

TEST_F(Recursion, StaysWhenTheFileIsReadAgain) {
  ledger_.counter(context_).generation = 1;
  ledger_.counter(context_).saved_bytes = 900;
  ledger_.header().snapshot_time = 42;
  SnapshotPointer snapshot = snapshot_of(ledger_);
  std::string path =
      ::testing::TempDir() + "memtrace-dump." + std::to_string(getpid());
  std::ofstream(path) << "what had the name";
  ASSERT_EQ(dump_snapshot(*snapshot, path.c_str()), MEMTRACE_OK);
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  memtrace_snapshot *loaded = nullptr;
  ASSERT_EQ(load_snapshot(path.c_str(), &loaded), MEMTRACE_OK);
  SnapshotPointer again(loaded);
  std::remove(path.c_str());
  for (int key = MEMTRACE_BY_LINE; key <= MEMTRACE_BY_DOMAIN; ++key)
    for (auto at : {MEMTRACE_CURRENT, MEMTRACE_PEAK, MEMTRACE_TOTAL}) {
      memtrace_query query = by(static_cast<memtrace_key>(key), at);
      EXPECT_EQ(rows_of(*again, query), rows_of(*snapshot, query));
    }
  EXPECT_EQ(totals_of(*again).time, 42u);
  EXPECT_EQ(totals_of(*again).frame_limit, 10u);
}

TEST_F(Recursion, CantBeDumpedWhereThereIsNoFolder) {
  SnapshotPointer snapshot = snapshot_of(ledger_);
  EXPECT_EQ(dump_snapshot(*snapshot, "/nowhere/at/all"), MEMTRACE_NO_FILE);
  EXPECT_EQ(errno, ENOENT);
}

TEST_F(Recursion, RefusesQueriesWithoutSense) {
  SnapshotPointer snapshot = snapshot_of(ledger_);
  for (memtrace_query query : {by(MEMTRACE_BY_STACK, MEMTRACE_CURRENT, 1),
                               by(MEMTRACE_BY_TYPE, MEMTRACE_CURRENT, 1),
                               by(MEMTRACE_BY_DOMAIN, MEMTRACE_CURRENT, 1)}) {
    memtrace_statistics *made = nullptr;
    EXPECT_EQ(make_statistics(*snapshot, nullptr, query, &made),
              MEMTRACE_INVALID);
    EXPECT_EQ(made, nullptr);
  }
}

TEST(Statistics, NameWhatIsNotKnown) {
  SyntheticLedger ledger;
  ledger.allocate(ledger.add_site("a.c", 1), 8);
  ledger.allocate(ledger.add_site("a.cpp", 0, "_Z1fv"), 9);
  SnapshotPointer snapshot = snapshot_of(ledger);
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_TYPE)),
            Texts{"<unknown type>: size=17 B, count=2, average=8 B"});
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_FUNCTION)),
            (Texts{"_Z1fv (a.cpp): size=9 B, count=1, average=9 B",
                   "<unknown> (a.c): size=8 B, count=1, average=8 B"}));
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_LINE)),
            (Texts{"a.cpp(_Z1fv):0: size=9 B, count=1, average=9 B",
                   "a.c:1: size=8 B, count=1, average=8 B"}));
}

TEST(Statistics, MarkMissingCallersInStacksOnly) {
  SyntheticLedger ledger;
  ledger.header().frames_kept = 10;
  uint32_t start = ledger.add_call("main.c", 9, "main", "qsort");
  uint32_t line = ledger.add_site("a.c", 1, "order", MEMTRACE_SITE_STACKS);
  uint32_t gap = ledger.add_caller(0, ledger.add_caller(start));
  ledger.allocate(ledger.add_context(line, ledger.add_caller(start)), 8);
  ledger.allocate(ledger.add_context(line, gap), 8);
  SnapshotPointer snapshot = snapshot_of(ledger);
  EXPECT_EQ(rows_of(*snapshot, by(MEMTRACE_BY_FILE, MEMTRACE_CURRENT, 1)),
            (Texts{"main.c: size=16 B, count=2, average=8 B",
                   "a.c: size=16 B, count=2, average=8 B"}));
  memtrace_statistics *made = nullptr;
  ASSERT_EQ(make_statistics(*snapshot, nullptr, by(MEMTRACE_BY_STACK), &made),
            MEMTRACE_OK);
  ASSERT_EQ(made->count, 2u);
  for (size_t i = 0; i < 2; ++i) {
    ASSERT_EQ(made->rows[i].frame_count, 3u);
    EXPECT_EQ(made->rows[i].frames[1].file[0], '[');
    EXPECT_EQ(made->rows[i].frames[1].line, 0u);
  }
  free_statistics(made);
  // A mark is no file that a pattern could mean.
  memtrace_filter filter{};
  filter.inclusive = filter.all_frames = 1;
  filter.pattern = "[[]*";
  memtrace_snapshot *part = nullptr;
  ASSERT_EQ(filter_snapshot(*snapshot, &filter, 1, &part), MEMTRACE_OK);
  SnapshotPointer kept(part);
  EXPECT_EQ(totals_of(*kept).current.blocks, 0);
}

TEST(Statistics, CompareSnapshotsOfTwoProcesses) {
  SyntheticLedger before, after;
  before.allocate(before.add_site("gone.c", 1), 50, 2);
  before.allocate(before.add_site("same.c", 1), 10);
  after.allocate(after.add_site("same.c", 1), 10);
  after.allocate(after.add_site("new.c", 1), 100);
  SnapshotPointer old = snapshot_of(before), now = snapshot_of(after);
  EXPECT_EQ(rows_of(*now, by(MEMTRACE_BY_LINE), old.get()),
            (Texts{"new.c:1: size=100 B (+100 B), count=1 (+1), average=100 B",
                   "gone.c:1: size=0 B (-50 B), count=0 (-2)",
                   "same.c:1: size=10 B (+0 B), count=1 (+0), average=10 B"}));
}

TEST(Glob, MatchesWholeNames) {
  EXPECT_TRUE(matches("src/*.c", "src/lib/a.c"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_FALSE(matches("a", "ab"));
  EXPECT_TRUE(matches("[]]", "]"));
  EXPECT_TRUE(matches("[a", "[a"));
  EXPECT_FALSE(matches("[!a]", "a"));
  EXPECT_TRUE(matches("\\*", "\\x"));
}

TEST(Glob, DoesNotTakeForever) {
  std::string pattern, text(20000, 'a');
  for (int i = 0; i < 100; ++i)
    pattern += "*a";
  EXPECT_FALSE(matches((pattern + "b").c_str(), text.c_str()));
}

} // namespace
