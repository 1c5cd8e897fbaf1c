// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// counting_test.cpp: the counters and the peak by line against a model that
// keeps every block and copies the whole picture at every new peak.
#include "core/counting.h"
#include "core/counting_threads.h"
#include "core/standstill.h"

#include "core/next.h"
#include "core/slabs.h"
#include "core/tag.h"
#include "ledger/fold.h"
#include "report/rows.h"
#include "test_sites.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <malloc.h>
#include <map>
#include <random>
#include <stdlib.h>
#include <string.h>
#include <thread>
#include <vector>

namespace memtrace::rt {
namespace {

void open_test_counting() {
  open_test_ledger();
  // A sanitizer's allocator has other headers.
  g_state.reads_headers = header_formula_holds();
  static bool opened = open_counting(false);
  if (!opened)
    abort();
}

struct Block {
  void *address;
  size_t size;
  size_t line;
};

void *born(size_t size, memtrace_site *site) {
  void *block = malloc(size + kTagBytes);
  count_birth(block, size, site);
  return block;
}

void die(void *block) {
  count_death(block);
  free(block);
}

Amount sum_of(const memtrace_site &site, SortKey key) {
  FoldedCounters sums = fold_counters();
  Amount amount =
      amount_of(sums.counters[site.tag >> 8], g_header->peak_generation, key);
  give_back(&sums);
  return amount;
}

// One process has one peak, so each run of the model starts above the last.
void run_model(int seed) {
  std::mt19937_64 random((uint64_t)seed);
  std::vector<TestSite> sites;
  constexpr size_t kLines = 7;
  for (size_t i = 0; i < kLines; ++i)
    sites.emplace_back(std::initializer_list<TestFrame>{
        {"f", ("model" + std::to_string(seed) + ".cpp").c_str(),
         (uint32_t)i + 1, 1}});

  std::vector<Block> blocks;
  std::map<size_t, Amount> live, at_peak;
  uint64_t now = 0, peak = 0;
  auto note_peak = [&] {
    if (now > peak) {
      peak = now;
      at_peak = live;
    }
  };
  // Passes whatever peak earlier runs have left.
  size_t base = g_header->peak_bytes + 1;
  blocks.push_back({born(base, &sites[0].site), base, 0});
  live[0] = {(int64_t)base, 1};
  now = base;
  note_peak();

  for (int step = 0; step < 3000; ++step) {
    bool grow =
        blocks.size() < 2 || random() % 100 < (step / 500 % 2 ? 35u : 65u);
    if (grow) {
      size_t size = random() % 600, line = random() % kLines;
      blocks.push_back({born(size, &sites[line].site), size, line});
      live[line].bytes += (int64_t)size;
      live[line].blocks++;
      now += size;
      note_peak();
    } else {
      size_t victim = 1 + random() % (blocks.size() - 1);
      Block block = blocks[victim];
      blocks[victim] = blocks.back();
      blocks.pop_back();
      die(block.address);
      live[block.line].bytes -= (int64_t)block.size;
      live[block.line].blocks--;
      now -= block.size;
    }
  }

  EXPECT_EQ(g_header->peak_bytes, peak);
  for (size_t i = 0; i < kLines; ++i) {
    if (!sites[i].site.tag)
      continue;
    Amount counted = sum_of(sites[i].site, SortKey::kPeak);
    EXPECT_EQ(counted.bytes, at_peak[i].bytes) << "line " << i + 1;
    EXPECT_EQ(counted.blocks, at_peak[i].blocks) << "line " << i + 1;
    Amount current = sum_of(sites[i].site, SortKey::kCurrent);
    EXPECT_EQ(current.bytes, live[i].bytes);
    EXPECT_EQ(current.blocks, live[i].blocks);
  }
  for (const Block &block : blocks)
    die(block.address);
}

TEST(Counting, PeakByLineEqualsBruteForce) {
  open_test_counting();
  for (int seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    run_model(seed);
  }
  EXPECT_LE(g_header->committed_bytes, g_header->peak_bytes) << "not exact";
}

TEST(CountingThreads, SumsAreRightWhoeverFrees) {
  open_test_counting();
  TestSite site({{"f", "threads.cpp", 1, 1}});
  constexpr size_t kThreads = 8, kBlocks = 20000;
  std::vector<std::vector<void *>> made(kThreads);
  // All at a time, so that each round takes as many slabs.
  auto run = [](auto work) {
    std::atomic<size_t> attached{0};
    std::vector<std::thread> threads;
    for (size_t t = 0; t < kThreads; ++t)
      threads.emplace_back([&, t] {
        attach_thread();
        for (++attached; attached < kThreads;)
          std::this_thread::yield();
        work(t);
      });
    for (std::thread &thread : threads)
      thread.join();
  };
  run([&](size_t t) {
    for (size_t i = 0; i < kBlocks; ++i)
      made[t].push_back(born(i % 100, &site.site));
  });
  Amount all = sum_of(site.site, SortKey::kCurrent);
  EXPECT_EQ(all.blocks, (int64_t)(kThreads * kBlocks));
  EXPECT_EQ(all.bytes, (int64_t)(kThreads * kBlocks / 100 * 4950));
  uint32_t slabs = g_header->slab_count;
  run([&](size_t t) {
    for (void *block : made[(t + 1) % kThreads])
      die(block);
  });
  EXPECT_EQ(sum_of(site.site, SortKey::kCurrent).bytes, 0);
  EXPECT_EQ(sum_of(site.site, SortKey::kCurrent).blocks, 0);
  EXPECT_EQ(g_header->slab_count, slabs) << "ended threads leave their slabs";
  EXPECT_GE(std::max(g_header->peak_bytes, g_header->committed_bytes),
            (uint64_t)all.bytes);
  EXPECT_LE(std::max(g_header->peak_bytes, g_header->committed_bytes),
            (uint64_t)all.bytes + (kThreads + 1) * 8192);
}

TEST(CountingThreads, PeakByLineIsExactAgainWhenOneIsLeft) {
  open_test_counting();
  std::thread([] { attach_thread(); }).join();
  for (int seed = 1000; seed < 1010; ++seed)
    run_model(seed);
}

TEST(CountingThreads, TenThousandShortThreadsNeedFewSlabs) {
  open_test_counting();
  TestSite site({{"f", "short.cpp", 1, 1}});
  for (int i = 0; i < 10000; ++i)
    std::thread([&] { die(born(10, &site.site)); }).join();
  EXPECT_LT(g_header->slab_count, 20u);
  EXPECT_EQ(sum_of(site.site, SortKey::kTotal).blocks, 10000);
}

TEST(CountingThreads, ABlockWithoutATagIsCountedAsSuch) {
  open_test_counting();
  uint64_t before = g_header->bad_tags;
  void *block = malloc(100);
  memset(block, 0x5a, malloc_usable_size(block));
  count_death(block);
  free(block);
  EXPECT_EQ(g_header->bad_tags, before + 1);
}

} // namespace
} // namespace memtrace::rt
