// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// contexts_test.cpp: which allocations count for one context, and what the
// ledger says of it.
#include "core/contexts.h"

#include "core/busy.h"
#include "test_sites.h"

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <sys/mman.h>
#include <vector>

namespace memtrace::rt {
namespace {

constexpr uint32_t kFrames = 5; // in a context, its own site among them

class ContextsTest : public testing::Test {
protected:
  void SetUp() override {
    open_test_ledger();
    static bool opened = open_contexts(kFrames, /*late=*/false);
    ASSERT_TRUE(opened);
    g_contexts.caller_count = kFrames - 1;
    Locked hold(g_ledger_lock);
    open_callers(thread(), /*late=*/false);
    ASSERT_NE(thread().stacks.callers, nullptr);
  }
  // Other tests have no callers.
  void TearDown() override {
    begin();
    Locked hold(g_ledger_lock);
    close_callers();
    g_contexts.caller_count = 0;
  }

  // Not inlined: gcc's sanitizer takes a thread-local's address for null.
  __attribute__((noinline)) static memtrace_thread_frames &thread() {
    return MEMTRACE_THREAD_FRAMES;
  }
  static void begin() { thread().stacks.word = 0; }
  // As a function does that makes a call there.
  static void call(memtrace_site *site) {
    enter_caller_and_set(current_word(), site);
  }
};

// Site indices, innermost first; 0 for a gap.
std::vector<uint32_t> stack_of(uint32_t id) {
  LedgerView view = view_ledger();
  std::vector<uint32_t> stack = {view.contexts[id].site};
  for (uint32_t i = view.contexts[id].callers; i != 0;
       i = view.callers[i].outer)
    stack.push_back(view.callers[i].site);
  return stack;
}

std::deque<TestSite> make_sites(const char *file, int count) {
  std::deque<TestSite> sites;
  for (int i = 0; i < count; ++i) {
    sites.emplace_back(
        std::initializer_list<TestFrame>{{"f", file, uint32_t(i + 1), 1}});
    sites.back().site.flags = MEMTRACE_SITE_STACKS;
  }
  return sites;
}

TEST_F(ContextsTest, AreToldApartByTheirLastCallersAndNothingElse) {
  std::deque<TestSite> sites = make_sites("contexts.c", 6);
  std::mt19937 random(3);
  std::map<std::vector<memtrace_site *>, uint32_t> known;
  std::set<uint32_t> ids;
  auto any = [&] { return &sites[random() % sites.size()].site; };
  for (int round = 0; round < 40000; ++round) {
    begin();
    std::vector<memtrace_site *> stack;
    for (size_t i = random() % 9; i > 0; --i) {
      stack.push_back(any());
      call(stack.back());
    }
    memtrace_site *site = any();
    // What has its caller's site is that caller's allocation.
    if (stack.empty() || stack.back() != site)
      stack.push_back(site);
    if (stack.size() > kFrames)
      stack.erase(stack.begin(), stack.end() - kFrames);
    uint32_t id = id_for(site);
    auto [place, is_new] = known.emplace(stack, id);
    ASSERT_EQ(place->second, id);
    ASSERT_EQ(is_new, ids.insert(id).second);
    std::vector<uint32_t> expected;
    for (auto at = stack.rbegin(); at != stack.rend(); ++at)
      expected.push_back(site_of(*at));
    ASSERT_EQ(stack_of(id), expected);
  }
  EXPECT_GT(known.size(), 5000u);
}

memtrace_site *site_at(uintptr_t address, uint16_t user_frame) {
  uintptr_t page = address & -uintptr_t(4096);
  void *memory =
      mmap(reinterpret_cast<void *>(page), 8192, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (memory != reinterpret_cast<void *>(page))
    return nullptr;
  auto *site = reinterpret_cast<memtrace_site *>(address);
  site->user_frame = user_frame; // for them to be told apart
  site->flags = MEMTRACE_SITE_STACKS;
  return site;
}

// Two callers that are moved against each other leave the sum of products.
TEST_F(ContextsTest, AreNotMergedWhenTheirHashesAreEqual) {
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the addresses are the sanitizer's";
#endif
  auto factor = [](uint32_t i) {
    uint64_t one[kFrames - 1] = {}, none[kFrames - 1] = {};
    one[i] = word_of(reinterpret_cast<memtrace_site *>(1), 0);
    // The sum is multiplied by an odd number: its inverse takes that back.
    uint64_t inverse = 1, by = kGolden;
    for (int step = 0; step < 6; ++step)
      inverse *= 2 - by * inverse;
    return (hash_context(nullptr, one, kFrames - 1) -
            hash_context(nullptr, none, kFrames - 1)) *
           inverse;
  };
  uint64_t f = factor(2), g = factor(3);
  constexpr uintptr_t kA = 0x100000000000, kB = 0x200000000000;
  memtrace_site *a = site_at(kA, 1), *moved_a = site_at(kA + g * 16, 2);
  memtrace_site *b = site_at(kB, 3), *moved_b = site_at(kB + f * 16, 4);
  ASSERT_TRUE(a && b && moved_a && moved_b);
  uint64_t one[] = {0, 0, word_of(moved_a, 2), word_of(b, 3)};
  uint64_t other[] = {0, 0, word_of(a, 2), word_of(moved_b, 3)};
  TestSite leaf({{"leaf", "collision.c", 1, 1}});
  leaf.site.flags = MEMTRACE_SITE_STACKS;
  ASSERT_EQ(hash_context(&leaf.site, one, kFrames - 1),
            hash_context(&leaf.site, other, kFrames - 1));
  auto id_with = [&](memtrace_site *outer, memtrace_site *inner) {
    begin();
    call(outer);
    call(inner);
    return id_for(&leaf.site);
  };
  uint32_t first = id_with(moved_a, b), second = id_with(a, moved_b);
  EXPECT_NE(first, second);
  EXPECT_EQ(id_with(moved_a, b), first);
  EXPECT_EQ(id_with(a, moved_b), second);
  EXPECT_EQ(stack_of(first)[1], site_of(b));
  EXPECT_EQ(stack_of(second)[1], site_of(moved_b));
}

TEST_F(ContextsTest, OfDeepStacksHaveAGap) {
  std::deque<TestSite> sites = make_sites("deep.c", 2);
  memtrace_site *caller = &sites[0].site, *leaf = &sites[1].site;
  for (uint32_t i = 0; i < kMostCallers; ++i)
    call(caller);
  uint32_t whole = id_for(leaf);
  EXPECT_EQ(
      stack_of(whole),
      std::vector<uint32_t>({site_of(leaf), site_of(caller), site_of(caller),
                             site_of(caller), site_of(caller)}));
  for (int i = 0; i < 10; ++i)
    call(caller);
  uint32_t id = id_for(leaf);
  EXPECT_EQ(stack_of(id),
            std::vector<uint32_t>({site_of(leaf), site_of(caller), 0,
                                   site_of(caller), site_of(caller)}));
  // Of an ambient allocation, and of one in a function that makes calls, too.
  call(leaf);
  EXPECT_EQ(stack_of(id_for(leaf)),
            std::vector<uint32_t>({site_of(leaf), 0, site_of(caller),
                                   site_of(caller), site_of(caller)}));
}

TEST_F(ContextsTest, ThroughCodeWithLinesHaveAGap) {
  std::deque<TestSite> sites = make_sites("lines.c", 5);
  memtrace_site *first = &sites[0].site, *hidden = &sites[1].site,
                *lines = &sites[2].site, *later = &sites[3].site,
                *leaf = &sites[4].site;
  lines->flags = later->flags = 0;
  call(first);
  call(hidden);
  // It allocates itself before it makes a call, and after.
  uint32_t before = id_for(later); // which registers the sites
  EXPECT_EQ(
      stack_of(before),
      std::vector<uint32_t>({site_of(later), site_of(hidden), site_of(first)}));
  thread().current.site = lines;
  uint32_t after = id_for(later);
  EXPECT_EQ(stack_of(after),
            std::vector<uint32_t>({site_of(later), 0, site_of(first)}));
  uint32_t ambient = id_for(lines), called = id_for(leaf);
  EXPECT_EQ(stack_of(ambient),
            std::vector<uint32_t>({site_of(lines), 0, site_of(first)}));
  EXPECT_EQ(stack_of(called),
            std::vector<uint32_t>(
                {site_of(leaf), site_of(lines), 0, site_of(first)}));
}

TEST_F(ContextsTest, OfAThreadBeginWhereItWasCreatedAndNotThere) {
  std::deque<TestSite> sites = make_sites("thread.c", 2);
  memtrace_site *first = &sites[0].site;
  memtrace_site creating = sites[1].site;
  register_site(&sites[1].site);
  creating.tag = sites[1].site.tag;
  creating.flags = kCreatesThread;
  thread().current.site = &creating;
  uint32_t ambient = id_for(&creating), own = id_for(first);
  EXPECT_EQ(stack_of(ambient), std::vector<uint32_t>({site_of(&creating)}));
  EXPECT_EQ(stack_of(own), std::vector<uint32_t>({site_of(first)}));
  call(first);
  uint32_t called = id_for(&sites[1].site);
  EXPECT_EQ(stack_of(called),
            std::vector<uint32_t>({site_of(&creating), site_of(first)}));
}

TEST_F(ContextsTest, OfAThreadThatMayHaveBeenCalledBeforeItHadAnArrayHaveAGap) {
  std::deque<TestSite> sites = make_sites("late.c", 3);
  {
    Locked hold(g_ledger_lock);
    close_callers();
    open_callers(thread(), /*late=*/true);
  }
  memtrace_site *first = &sites[0].site, *leaf = &sites[1].site;
  call(first);
  uint32_t id = id_for(leaf); // which registers the sites
  EXPECT_EQ(stack_of(id),
            std::vector<uint32_t>({site_of(leaf), site_of(first), 0}));
}

TEST_F(ContextsTest, AreForgottenWithTheLibraryOfASite) {
  std::deque<TestSite> sites = make_sites("gone.c", 3);
  memtrace_site *kept = &sites[0].site, *leaf = &sites[2].site;
  static memtrace_site *gone;
  gone = &sites[1].site;
  call(kept);
  uint32_t stays = id_for(leaf);
  call(gone);
  uint32_t goes = id_for(leaf);
  forget_contexts([](const memtrace_site *site) { return site == gone; });
  // Another library, with another site in the same place.
  TestSite other({{"other", "come.c", 7, 7}});
  memcpy(gone, &other.site, sizeof *gone);
  gone->frames += (memtrace_relative)((char *)&other.site - (char *)gone);
  uint32_t comes = id_for(leaf);
  EXPECT_NE(comes, goes);
  EXPECT_EQ(stack_of(comes)[1], site_of(gone));
  EXPECT_NE(stack_of(goes)[1], site_of(gone));
  begin();
  call(kept);
  EXPECT_EQ(id_for(leaf), stays);
}

} // namespace
} // namespace memtrace::rt
