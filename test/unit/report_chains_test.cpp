// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands beneath the rows of a report where callers are kept.
#include <string>

#include <gtest/gtest.h>

#include "known_rows.h"
#include "random_stacks.h"
#include "report_text.h"

using namespace memtrace::rt;
using namespace memtrace::test;

namespace {

std::string rows(SyntheticLedger &ledger, const ReportOptions &options = {}) {
  std::string text = report(ledger, options);
  size_t title = text.find("At the peak:\n");
  return title == std::string::npos ? text : text.substr(title + 13);
}

bool has(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

// `read` allocates, and is called by main, by an inlined function, and by
// qsort.
class Reading {
public:
  explicit Reading(uint32_t kept = 4) {
    ledger.header().frames_kept = kept;
    site = ledger.add_site("read.c", 7, "read", MEMTRACE_SITE_STACKS);
    main = ledger.add_caller(ledger.add_call("main.c", 40, "main", "read"));
    uint32_t sort = ledger.add_call("sort.c", 3, "sort_all", "qsort");
    ledger.inline_in("main.c", 50, "main");
    through = ledger.add_caller(sort);
  }
  SyntheticLedger ledger;
  uint32_t site, main, through;
};

TEST(Chains, StandBeneathTheirRow) {
  Reading reading;
  SyntheticLedger &ledger = reading.ledger;
  ledger.allocate(ledger.add_context(reading.site, reading.main), 600, 3);
  ledger.allocate(ledger.add_context(reading.site, reading.through), 400, 1);
  uint32_t other = ledger.add_site("other.c", 1, "", MEMTRACE_SITE_STACKS);
  ledger.allocate(ledger.add_context(other), 50);
  EXPECT_EQ(rows(ledger),
            R"(read.c:7: size=1000 B, count=4, average=250 B
  size=600 B, count=3, average=200 B, in read
    main.c:40 (main)
  size=400 B, count=1, average=400 B, in read
    through qsort
    sort.c:3 (sort_all)
    main.c:50 (main)
other.c:1: size=50 B, count=1, average=50 B
)");
}

TEST(Chains, AreOneWhereTheyPrintTheSame) {
  Reading reading;
  SyntheticLedger &ledger = reading.ledger;
  // Another call of that line, and another site that looks the same.
  uint32_t again =
      ledger.add_caller(ledger.add_call("main.c", 40, "main", "read"));
  uint32_t same = ledger.add_site("read.c", 7, "read");
  ledger.allocate(ledger.add_context(reading.site, reading.main), 600);
  ledger.allocate(ledger.add_context(reading.site, again), 60);
  ledger.allocate(ledger.add_context(same, reading.main), 6);
  // Of one line and another function, as of a template.
  uint32_t instance = ledger.add_site("read.c", 7, "read2");
  ledger.allocate(ledger.add_context(instance), 5);
  EXPECT_EQ(rows(ledger), R"(read.c:7: size=671 B, count=4, average=168 B
  size=666 B, count=3, average=222 B, in read
    main.c:40 (main)
  size=5 B, count=1, average=5 B, in read2
)");
  // If names are made readable, so are those of chains.
  ReportOptions options;
  options.names = {[](void *, const char *name) {
                     return std::string(name).find("read") == 0 ? "reads"
                                                                : name;
                   },
                   nullptr};
  ledger.allocate(ledger.add_context(reading.site), 4);
  EXPECT_TRUE(has(rows(ledger, options),
                  "\n  size=9 B, count=2, average=4 B, in reads\n"));
}

TEST(Chains, AreAtMostThreeAndTheLargestUnlessAskedFor) {
  Reading reading;
  SyntheticLedger &ledger = reading.ledger;
  for (uint32_t line = 1; line <= 8; ++line)
    ledger.allocate(
        ledger.add_context(reading.site, ledger.add_caller(ledger.add_call(
                                             "m.c", line, "main", "read"))),
        line * 10, 10 - line);
  EXPECT_TRUE(has(rows(ledger), "  size=60 B, count=4, average=15 B, in read\n"
                                "    m.c:6 (main)\n"
                                "  5 other chains: 150 B\n"));
  ReportOptions options;
  options.chains = 7;
  EXPECT_TRUE(has(rows(ledger, options), "\n  1 other chain: 10 B\n"));
  options.chains = 8;
  EXPECT_FALSE(has(rows(ledger, options), "other"));
  options.chains = 0;
  EXPECT_EQ(rows(ledger, options),
            "read.c:7: size=360 B, count=44, average=8 B\n");
  // In the order of the rows.
  options.chains = 1;
  options.sort = SortKey::kCount;
  EXPECT_TRUE(has(report(ledger, options),
                  "\n  size=10 B, count=9, average=1 B, in read\n"
                  "    m.c:1 (main)\n  7 other chains: 350 B\n"));
}

TEST(Chains, AreNotThereWhereNoCallersAreKept) {
  Reading reading(1);
  SyntheticLedger &ledger = reading.ledger;
  ledger.allocate(reading.site, 10);
  ledger.header().callerless_blocks = 3;
  EXPECT_EQ(rows(ledger), "read.c:7: size=10 B, count=1, average=10 B\n");
  EXPECT_FALSE(has(report(ledger), "allers"));
}

TEST(Chains, AreNotThereWhereNoCallerIsKnown) {
  Reading reading;
  SyntheticLedger &ledger = reading.ledger;
  ledger.allocate(reading.site, 100);
  EXPECT_EQ(rows(ledger), "read.c:7: size=100 B, count=1, average=100 B\n");
  ledger.release(reading.site, 100);
  ledger.allocate(MEMTRACE_UNKNOWN_CONTEXT, 10);
  EXPECT_EQ(rows(ledger), "<unknown>:0: size=10 B, count=1, average=10 B\n");
  ledger.allocate(ledger.add_context(MEMTRACE_UNKNOWN_SITE, reading.main), 5);
  EXPECT_EQ(rows(ledger), R"(<unknown>:0: size=15 B, count=2, average=8 B
  size=10 B, count=1, average=10 B
  size=5 B, count=1, average=5 B
    main.c:40 (main)
)");
}

TEST(Chains, HaveRemarks) {
  Reading reading(8);
  SyntheticLedger &ledger = reading.ledger;
  ledger.allocate(MEMTRACE_UNKNOWN_CONTEXT, 10);
  ledger.allocate(reading.site, 10);
  EXPECT_TRUE(has(report(ledger), "\nCallers are kept: of each chain at most "
                                  "8 calls, not counting inlined ones.\n"));
  EXPECT_FALSE(has(report(ledger), "lines only"));
  EXPECT_FALSE(has(report(ledger), "For want"));
  ledger.allocate(ledger.add_context(ledger.add_site("plain.c", 1)), 2048);
  ledger.header().callerless_blocks = 3;
  EXPECT_TRUE(has(report(ledger),
                  "\nModules built with lines only allocated 2048 B: not all "
                  "callers of theirs are known.\n"
                  "For want of ids or memory 3 blocks count without their "
                  "callers.\n"));
}

TEST(Chains, AreLeftOutWithoutMemory) {
  Reading reading;
  uint32_t context = reading.ledger.add_context(reading.site, reading.main);
  reading.ledger.allocate(context, 10);
  // Enough for the rows.
  int pieces = 0;
  Scratch scratch{
      [](void *left, size_t bytes) -> void * {
        return ++*static_cast<int *>(left) > 2 ? nullptr : std::malloc(bytes);
      },
      [](void *, void *memory, size_t) { std::free(memory); }, &pieces};
  std::string text;
  EXPECT_FALSE(
      write_report(reading.ledger.view(), {}, scratch, append_to(text)));
  EXPECT_TRUE(has(text, "read.c:7: size=10 B, count=1, average=10 B\n\n"
                        "The callers are left out: no memory to sort them.\n"));
}

TEST(Chains, AreThoseOfRandomStacks) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    RandomStacks stacks(seed);
    KnownRows known;
    for (const KnownContext &context : stacks.contexts()) {
      const KnownFrame &first = context.stack[0];
      known[first.line_text()][", in " + first.function + "\n" +
                               context.callers(0)] += context.current;
    }
    ReportOptions options;
    options.chains = options.top = 1000;
    check_rows(rows(stacks.ledger(), options), known, true, seed);
  }
}

} // namespace
