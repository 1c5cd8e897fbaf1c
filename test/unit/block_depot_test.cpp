// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_depot_test.cpp: batches that threads leave for each other.
#include "core/block_depot.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <thread>
#include <vector>

namespace memtrace::rt {
namespace {

bool leave(BlockDepot &depot, void *batch) {
  return depot.leave([=] { return batch; });
}

TEST(BlockDepotTest, TheLastOneIsTakenFirst) {
  static BlockDepot depot;
  int first, second;
  EXPECT_EQ(depot.take(), nullptr);
  EXPECT_TRUE(leave(depot, &first));
  EXPECT_TRUE(leave(depot, &second));
  EXPECT_EQ(depot.take(), &second);
  EXPECT_EQ(depot.take(), &first);
  EXPECT_EQ(depot.take(), nullptr);
}

TEST(BlockDepotTest, AFullOneTakesNoMore) {
  static BlockDepot depot;
  int batches[100];
  size_t left = 0;
  while (left < 100 && leave(depot, &batches[left]))
    ++left;
  EXPECT_GT(left, 0u);
  EXPECT_LT(left, 100u);
  EXPECT_FALSE(depot.leave([]() -> void * {
    ADD_FAILURE() << "made for nothing";
    return nullptr;
  }));
  EXPECT_EQ(depot.take(), &batches[left - 1]);
  EXPECT_TRUE(leave(depot, &batches[left]));
}

TEST(BlockDepotTest, NoBatchIsLeft) {
  static BlockDepot depot;
  EXPECT_FALSE(leave(depot, nullptr));
  EXPECT_EQ(depot.take(), nullptr);
}

TEST(BlockDepotTest, NobodyWaits) {
  static BlockDepot depot;
  int first, second, third;
  EXPECT_TRUE(leave(depot, &first));
  EXPECT_TRUE(depot.leave([&] {
    EXPECT_FALSE(leave(depot, &third));
    EXPECT_EQ(depot.take(), nullptr);
    return &second;
  }));
  std::vector<void *> seen;
  depot.look_through([&](size_t, void **batch) {
    EXPECT_EQ(depot.take(), nullptr);
    seen.push_back(*batch);
  });
  EXPECT_EQ(seen, (std::vector<void *>{&first, &second}));
  EXPECT_EQ(depot.take(), &second);
}

// Whoever has a batch writes to it, so that a race would show.
TEST(BlockDepotTest, ABatchIsOneThreadsAtATime) {
  static BlockDepot depot;
  constexpr int kThreads = 4, kEach = 5, kRounds = 20000;
  static int batches[kThreads * kEach];
  std::vector<int *> had[kThreads];
  auto work = [&](int thread) {
    std::vector<int *> &mine = had[thread];
    for (int n = 0; n < kEach; ++n)
      mine.push_back(&batches[thread * kEach + n]);
    for (int round = 0; round < kRounds; ++round) {
      if (!mine.empty() && leave(depot, mine.back()))
        mine.pop_back();
      if (auto *batch = static_cast<int *>(depot.take())) {
        ++*batch;
        mine.push_back(batch);
      }
    }
  };
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread)
    threads.emplace_back(work, thread);
  for (std::thread &thread : threads)
    thread.join();
  std::vector<int *> all;
  while (auto *batch = static_cast<int *>(depot.take()))
    all.push_back(batch);
  for (const std::vector<int *> &mine : had)
    all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), std::size(batches));
  for (size_t i = 0; i < all.size(); ++i)
    EXPECT_EQ(all[i], &batches[i]);
}

} // namespace
} // namespace memtrace::rt
