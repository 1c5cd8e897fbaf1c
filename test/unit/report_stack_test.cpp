// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A context as a stack: its order, and what is marked.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "report/stack.h"
#include "report_ledger.h"

using namespace memtrace::rt;
using namespace memtrace::test;

namespace {

using Lines = std::vector<std::string>;

Lines stack(SyntheticLedger &ledger, uint32_t context) {
  LedgerView view = ledger.view();
  Stack stack(view, context);
  Lines lines;
  for (StackEntry entry; stack.next(entry);) {
    std::string line;
    Writer out(append_to(line));
    put_entry(out, view, entry, Names());
    out.flush();
    lines.push_back(line);
  }
  return lines;
}

SyntheticLedger with_callers(uint32_t kept = 8) {
  SyntheticLedger ledger;
  ledger.header().frames_kept = kept;
  return ledger;
}

TEST(Stack, HasTheCallersOfASiteAndWhatIsInlined) {
  SyntheticLedger ledger = with_callers();
  uint32_t site = ledger.add_site("a.c", 1, "grow");
  ledger.inline_in("a.c", 10, "push");
  ledger.inline_in("b.c", 20, "read");
  uint32_t main = ledger.add_call("m.c", 5, "main", "run");
  uint32_t run = ledger.add_call("m.c", 30, "go", "read");
  ledger.inline_in("m.c", 40, "run");
  uint32_t callers = ledger.add_caller(run, ledger.add_caller(main));
  EXPECT_EQ(stack(ledger, ledger.add_context(site, callers)),
            (Lines{"a.c:1 (grow)", "a.c:10 (push)", "b.c:20 (read)",
                   "m.c:30 (go)", "m.c:40 (run)", "m.c:5 (main)"}));
  // What is inside of the frame that the report names isn't asked for.
  ledger.site(site).user_frame = 1;
  EXPECT_EQ(stack(ledger, site), (Lines{"a.c:10 (push)", "b.c:20 (read)"}));
}

TEST(Stack, SaysThroughWhatACallWent) {
  SyntheticLedger ledger = with_callers();
  uint32_t site = ledger.add_site("a.c", 1, "compare");
  uint32_t sort = ledger.add_call("a.c", 10, "sort_all", "qsort");
  uint32_t pointer = ledger.add_call("m.c", 6, "main"); // to whom isn't known
  uint32_t main = ledger.add_call("m.c", 5, "main", "sort_all");
  uint32_t by_name = ledger.add_caller(sort, ledger.add_caller(main));
  uint32_t by_pointer = ledger.add_caller(sort, ledger.add_caller(pointer));
  EXPECT_EQ(stack(ledger, ledger.add_context(site, by_name)),
            (Lines{"a.c:1 (compare)", "through qsort", "a.c:10 (sort_all)",
                   "m.c:5 (main)"}));
  EXPECT_EQ(stack(ledger, ledger.add_context(site, by_pointer)),
            (Lines{"a.c:1 (compare)", "through qsort", "a.c:10 (sort_all)",
                   "m.c:6 (main)"}));
  // The function that is really there is the last one of a chain.
  uint32_t inlined = ledger.add_site("a.c", 2, "allocate");
  ledger.inline_in("a.c", 3, "qsort");
  EXPECT_EQ(stack(ledger, ledger.add_context(inlined, by_name)),
            (Lines{"a.c:2 (allocate)", "a.c:3 (qsort)", "a.c:10 (sort_all)",
                   "m.c:5 (main)"}));
  // Whose function isn't known, nothing is said of.
  uint32_t nameless = ledger.add_site("x.c", 7);
  EXPECT_EQ(stack(ledger, ledger.add_context(nameless, by_name)),
            (Lines{"x.c:7", "a.c:10 (sort_all)", "m.c:5 (main)"}));
  EXPECT_EQ(stack(ledger, ledger.add_context(MEMTRACE_UNKNOWN_SITE, by_name)),
            (Lines{"<unknown>", "a.c:10 (sort_all)", "m.c:5 (main)"}));
}

TEST(Stack, HasAMarkWhereCallersAreMissing) {
  SyntheticLedger ledger = with_callers();
  uint32_t site = ledger.add_site("a.c", 1, "f");
  uint32_t main = ledger.add_caller(ledger.add_call("m.c", 5, "main", "g"));
  uint32_t gap = ledger.add_caller(0, main);
  EXPECT_EQ(stack(ledger, ledger.add_context(site, gap)),
            (Lines{"a.c:1 (f)", "[callers are missing]", "m.c:5 (main)"}));
}

TEST(Stack, SaysThatItMayGoOnWhereNoMoreIsKept) {
  SyntheticLedger ledger = with_callers(3);
  uint32_t site = ledger.add_site("a.c", 1, "f");
  uint32_t g = ledger.add_call("a.c", 2, "g", "f");
  uint32_t h = ledger.add_call("a.c", 3, "h", "g");
  uint32_t main = ledger.add_call("a.c", 4, "main", "g");
  uint32_t full = ledger.add_caller(g, ledger.add_caller(h));
  uint32_t whole = ledger.add_caller(g, ledger.add_caller(main));
  uint32_t thread = ledger.add_caller(g);
  EXPECT_EQ(stack(ledger, ledger.add_context(site, full)),
            (Lines{"a.c:1 (f)", "a.c:2 (g)", "a.c:3 (h)", "..."}));
  EXPECT_EQ(stack(ledger, ledger.add_context(site, whole)).back(),
            "a.c:4 (main)");
  EXPECT_EQ(stack(ledger, ledger.add_context(site, thread)).back(),
            "a.c:2 (g)");
  ledger.header().frames_kept = 1;
  EXPECT_EQ(stack(ledger, site), Lines{"a.c:1 (f)"});
}

TEST(Stack, ShowsWhatIsKnownOfAFrame) {
  SyntheticLedger ledger = with_callers();
  EXPECT_EQ(stack(ledger, ledger.add_site("a\n.c", 1, "f\x1b")),
            Lines{"a\\n.c:1 (f\\x1b)"});
  EXPECT_EQ(stack(ledger, ledger.add_site("a.c", 0, "f")), Lines{"a.c (f)"});
  EXPECT_EQ(stack(ledger, ledger.add_site("", 3, "f")), Lines{"<unknown> (f)"});
  EXPECT_EQ(stack(ledger, MEMTRACE_UNKNOWN_SITE), Lines{"<unknown>"});
}

TEST(Stack, EndsInADamagedLedger) {
  SyntheticLedger ledger = with_callers(100);
  uint32_t site = ledger.add_site("a.c", 1, "f");
  uint32_t call = ledger.add_call("a.c", 2, "f", "f");
  uint32_t caller = 0;
  for (int i = 0; i < 5000; ++i)
    caller = ledger.add_caller(call, caller);
  Lines lines = stack(ledger, ledger.add_context(site, caller));
  EXPECT_EQ(lines.size(), 1001u);
  EXPECT_EQ(lines.back(), "[more callers are left out]");

  uint32_t last = ledger.add_caller(call, caller);
  ledger.caller(last).outer = last; // calls itself
  ledger.caller(last).depth = 1;
  EXPECT_EQ(stack(ledger, ledger.add_context(site, last)).size(), 2u);
  EXPECT_EQ(stack(ledger, ledger.add_context(site, 99999)).size(), 1u);
  EXPECT_EQ(stack(ledger, ledger.add_context(99999, 0)), Lines{"<unknown>"});
  ledger.caller(last).site = 99999;
  EXPECT_EQ(stack(ledger, ledger.add_context(site, last))[1],
            "[callers are missing]");
}

} // namespace
