// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ledger_test.cpp: sites, strings and extents as a reader finds them.
#include "ledger/ledger.h"

#include "os/memory.h"
#include "test_sites.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace memtrace::rt {
namespace {

const memtrace_ledger_site &entered(const LedgerView &view,
                                    const memtrace_site &site) {
  return view.sites[site_of(&site)];
}

TEST(Ledger, HasTheUnknownSite) {
  open_test_ledger();
  LedgerView view = view_ledger();
  const memtrace_ledger_site &unknown = view.sites[MEMTRACE_UNKNOWN_SITE];
  EXPECT_STREQ(view.strings + view.frames[unknown.first_frame].file,
               "<unknown>");
}

TEST(Ledger, CopiesTheWholeChainOfASite) {
  open_test_ledger();
  TestSite site({{"inner", "a.h", 1, 2}, {"outer", "a.cpp", 30, 4}}, 1);
  register_site(&site.site);
  LedgerView view = view_ledger();
  const memtrace_ledger_site &site_there = entered(view, site.site);
  ASSERT_EQ(site_there.frame_count, 2);
  EXPECT_EQ(site_there.user_frame, 1);
  const memtrace_ledger_frame *frames = view.frames + site_there.first_frame;
  EXPECT_STREQ(view.strings + frames[0].function, "inner");
  EXPECT_STREQ(view.strings + frames[0].file, "a.h");
  EXPECT_EQ(frames[0].line, 1u);
  EXPECT_EQ(frames[0].column, 2u);
  EXPECT_STREQ(view.strings + frames[1].file, "a.cpp");
  EXPECT_EQ(frames[1].line, 30u);
}

TEST(Ledger, RegistersASiteOnceWhoeverAsks) {
  open_test_ledger();
  for (int round = 0; round < 200; ++round) {
    TestSite site({{"f", "register.cpp", (uint32_t)round, 1}});
    uint32_t before = context_count();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] { register_site(&site.site); });
    for (std::thread &thread : threads)
      thread.join();
    ASSERT_EQ(context_count(), before + 1);
    ASSERT_EQ(site.site.tag, before << 8);
    ASSERT_EQ(site.site.counter, before * sizeof(memtrace_counter));
  }
}

TEST(Ledger, StoresEachStringOnce) {
  open_test_ledger();
  g_ledger_lock.acquire();
  std::vector<uint32_t> offsets;
  for (int i = 0; i < 5000; ++i)
    offsets.push_back(intern(("string " + std::to_string(i)).c_str()));
  uint64_t used = g_header->string_bytes;
  for (int i = 0; i < 5000; ++i) {
    std::string text = "string " + std::to_string(i);
    ASSERT_EQ(intern(text.c_str()), offsets[i]);
    ASSERT_STREQ(view_ledger().strings + offsets[i], text.c_str());
  }
  EXPECT_EQ(g_header->string_bytes, used);
  EXPECT_EQ(intern(""), 0u);
  g_ledger_lock.release();
}

TEST(Ledger, ASiteIsKnownByItsContent) {
  open_test_ledger();
  TestSite first({{"f", "again.cpp", 1, 1}, {"g", "again.cpp", 9, 1}});
  TestSite second({{"f", "again.cpp", 1, 1}, {"g", "again.cpp", 9, 1}});
  TestSite other({{"f", "again.cpp", 1, 1}, {"g", "again.cpp", 10, 1}});
  register_site(&first.site);
  uint32_t frames = g_header->frame_count;
  register_site(&second.site);
  EXPECT_EQ(first.site.tag, second.site.tag);
  EXPECT_EQ(g_header->frame_count, frames);
  register_site(&other.site);
  EXPECT_NE(first.site.tag, other.site.tag);
}

int32_t new_slab() {
  Locked hold(g_ledger_lock);
  return open_slab();
}

TEST(Ledger, ExtentsTileTheLedgerAndDouble) {
  open_test_ledger();
  int32_t slab = new_slab();
  ASSERT_GE(slab, 0);
  for (uint32_t id = 1; id <= 200000; ++id)
    ASSERT_TRUE(touch_counter((uint32_t)slab, id));
  uint64_t expected = g_header->header_bytes;
  uint64_t covered = 0;
  uint32_t slab_extents = 0;
  for (uint32_t i = 0; i < g_header->extent_count; ++i) {
    const memtrace_ledger_extent &extent = g_header->extents[i];
    EXPECT_EQ(extent.offset, expected);
    EXPECT_EQ(extent.bytes % page_size(), 0u);
    expected += extent.bytes;
    if (extent.section == MEMTRACE_SECTION_COUNTERS &&
        extent.slab == (uint32_t)slab) {
      EXPECT_EQ(extent.first, covered);
      covered += extent.bytes;
      ++slab_extents;
    }
  }
  EXPECT_GT(covered, 200000u * sizeof(memtrace_counter));
  EXPECT_LT(covered, 2 * 200001u * sizeof(memtrace_counter));
  EXPECT_LE(slab_extents, 24u);
}

TEST(Ledger, ASlabCostsWhatIsUsedOfIt) {
  open_test_ledger();
  int32_t slab = new_slab();
  ASSERT_GE(slab, 0);
  uint64_t before = g_header->own_bytes;
  uint32_t extents = g_header->extent_count;
  ASSERT_TRUE(touch_counter((uint32_t)slab, 5000000));
  ASSERT_TRUE(touch_counter((uint32_t)slab, 5000001));
  EXPECT_EQ(g_header->own_bytes, before + page_size());
  EXPECT_EQ(g_header->extent_count, extents + 1);
}

TEST(Ledger, ACounterThatWasNeverUsedReadsAsZero) {
  open_test_ledger();
  int32_t slab = new_slab();
  ASSERT_GE(slab, 0);
  auto *counters =
      reinterpret_cast<memtrace_counter *>(slab_base((uint32_t)slab));
  EXPECT_EQ(counters[id_capacity() - 1].generation, 0u);
}

} // namespace
} // namespace memtrace::rt
