// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// escrow_test.cpp: many threads' events one after the other, in an order made
// at random, so that the true peak is known: it must lie between the recorded
// one and the largest number of bytes that were ever committed.
#include "core/escrow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <random>
#include <vector>

namespace memtrace::rt {
namespace {

// Threads that take turns.
class Replay {
public:
  explicit Replay(size_t threads, bool short_ways = false)
      : short_ways_(short_ways), accounts_(threads) {
    escrow_.open(&header_, &gates_, nullptr, 0);
    for (Account &account : accounts_)
      escrow_.join(account);
  }

  void allocate(size_t thread, uint64_t size) {
    Account &account = accounts_[thread];
    live_ += size;
    true_peak_ = std::max(true_peak_, live_);
    ++events_;
    if (short_ways_ && account.credit <= size &&
        escrow_.settle_alone(account, size))
      return check();
    Escrow::Settled settled = Escrow::Settled::kVoid;
    while (settled == Escrow::Settled::kVoid) {
      escrow_.refresh(account);
      settled = Escrow::Settled::kCredit;
      if (account.credit <= size) {
        ++settles_;
        settled = escrow_.settle(account, size);
      }
    }
    if (settled == Escrow::Settled::kCredit)
      account.credit -= size;
    check();
  }

  void release(size_t thread, uint64_t size) {
    live_ -= size;
    ++events_;
    if (!short_ways_ || !escrow_.end_own_growth(accounts_[thread])) {
      escrow_.end_growth();
      escrow_.refresh(accounts_[thread]);
    }
    accounts_[thread].credit += size;
  }

  // A signal handler does it, between a look at the credit and its change.
  void take_unseen(size_t thread, uint64_t size) {
    live_ += size;
    accounts_[thread].credit -= size;
    escrow_.make_good(accounts_[thread]);
  }

  // The thread ends, and another takes its place.
  void renew(size_t thread) {
    escrow_.leave(accounts_[thread]);
    check();
    escrow_.join(accounts_[thread]);
  }

  // Plain comparisons first: this is asked millions of times.
  void check() {
    escrow_.note_growth();
    if (true_peak_ >= header_.peak_bytes && true_peak_ <= most() &&
        most() - header_.peak_bytes <= bound())
      return;
    ASSERT_GE(true_peak_, header_.peak_bytes);
    ASSERT_LE(true_peak_, most());
    ASSERT_LE(most() - header_.peak_bytes, bound());
  }

  uint64_t most() const {
    return std::max(header_.committed_bytes, header_.peak_bytes);
  }
  // What docs promise of the difference.
  uint64_t bound() const {
    return accounts_.size() *
           std::max<uint64_t>(4096,
                              header_.peak_bytes / 1024 / accounts_.size());
  }
  uint64_t peak() const { return header_.peak_bytes; }
  uint64_t true_peak() const { return true_peak_; }
  double events_per_settle() const {
    return (double)events_ / (double)settles_;
  }
  void forget_events() { events_ = settles_ = 0; }

private:
  bool short_ways_;
  Gates gates_ = {};
  Escrow escrow_ = {};
  std::deque<Account> accounts_;
  uint64_t live_ = 0, true_peak_ = 0, events_ = 0, settles_ = 0;
  memtrace_ledger_header header_ = {}; // ends in an array without a size
};

constexpr uint64_t kMiB = 1 << 20;

void expect_exact_peaks(bool short_ways) {
  Replay replay(1, short_ways);
  std::mt19937_64 random(1);
  std::vector<uint64_t> blocks;
  for (int i = 0; i < 20000; ++i) {
    if (blocks.empty() || random() % 100 < 52) {
      blocks.push_back(random() % 1000);
      replay.allocate(0, blocks.back());
    } else {
      replay.release(0, blocks.back());
      blocks.pop_back();
    }
    ASSERT_EQ(replay.peak(), replay.true_peak());
    ASSERT_EQ(replay.most(), replay.peak());
  }
}

TEST(Escrow, OneThreadIsExact) { expect_exact_peaks(false); }
TEST(Escrow, OneThreadIsExactByTheShortWays) { expect_exact_peaks(true); }

// Who isn't alone, or doesn't grow, has to go the long way.
TEST(Escrow, TheShortWaysAreForALoneThread) {
  memtrace_ledger_header header = {};
  Gates gates = {};
  Escrow escrow = {};
  Account first = {}, second = {};
  escrow.open(&header, &gates, &first, 0);
  EXPECT_FALSE(escrow.end_own_growth(first));
  EXPECT_TRUE(escrow.settle_alone(first, 100));
  EXPECT_EQ(header.peak_bytes, 100u);
  EXPECT_EQ(gates.deaths, kShut);
  EXPECT_FALSE(escrow.end_own_growth(second));
  EXPECT_TRUE(escrow.end_own_growth(first));
  EXPECT_FALSE(escrow.end_own_growth(first));
  EXPECT_TRUE(passes(first.generation, gates.deaths));
  // The allocator has freed something after it was asked.
  first.credit += 100;
  EXPECT_FALSE(escrow.settle_alone(first, 99));
  EXPECT_EQ(header.peak_bytes, 100u);
  first.credit -= 100;
  escrow.join(second);
  EXPECT_FALSE(escrow.settle_alone(first, 100));
  EXPECT_FALSE(escrow.settle_alone(second, 100));
}

// Credit that a thread got early and kept must not let it pass the peak later
// unseen.
TEST(Escrow, MoreThanTheCreditIsMadeGood) {
  for (size_t threads : {1, 2}) {
    Replay replay(threads);
    replay.allocate(0, 1000);
    replay.release(0, 900);
    replay.take_unseen(0, 2000);
    replay.allocate(0, 1);
    replay.allocate(0, 4 << 20);
    EXPECT_GE(replay.peak(), 100u + 2000 + 1 + (4 << 20)) << threads;
  }
}

TEST(Escrow, HoardedCreditIsCalledIn) {
  Replay replay(2);
  for (int i = 0; i < 1024; ++i)
    replay.allocate(0, kMiB);
  for (int i = 0; i < 1024; ++i)
    replay.release(0, kMiB);
  replay.allocate(1, kMiB);
  for (int i = 0; i < 1023; ++i)
    replay.allocate(0, kMiB);
  for (int i = 0; i < 255; ++i)
    replay.allocate(1, kMiB);
  for (int i = 0; i < 255; ++i)
    replay.release(1, kMiB);
  replay.check();
  EXPECT_GE(replay.peak(), 1278 * kMiB);
}

TEST(Escrow, TheTruePeakIsNeverOutOfBounds) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    size_t threads = 2 + random() % 7;
    Replay replay(threads);
    std::vector<std::vector<uint64_t>> blocks(threads);
    uint64_t grow = 50;
    for (int step = 0; step < 10000; ++step) {
      if (step % 1500 == 0)
        grow = 20 + random() % 60;
      if (step % 1000 == 999)
        replay.renew(random() % threads);
      size_t thread = random() % threads;
      if (step % 5000 < 2500) // half of the time only half of them
        thread = random() % std::max<size_t>(1, threads / 2);
      size_t owner = random() % threads; // whoever frees
      if (blocks[owner].empty())
        owner = thread;
      if (random() % 100 < grow || blocks[owner].empty()) {
        uint64_t size = 16 + random() % (1u << (4 + random() % 12));
        blocks[thread].push_back(size);
        replay.allocate(thread, size);
      } else {
        std::swap(blocks[owner][random() % blocks[owner].size()],
                  blocks[owner].back());
        replay.release(thread, blocks[owner].back());
        blocks[owner].pop_back();
      }
      if (testing::Test::HasFatalFailure())
        return;
    }
  }
}

TEST(Escrow, ThreadsThatGrowTogetherSeldomSettle) {
  struct {
    size_t threads;
    int events;
    double least;
  } const kTargets[] = {
      {2, 4000000, 300}, {8, 4000000, 100}, {64, 1000000, 25}};
  for (auto target : kTargets) {
    Replay replay(target.threads);
    std::mt19937_64 random(3);
    for (int i = 0; i < target.events; ++i)
      replay.allocate(random() % target.threads, 128);
    EXPECT_GE(replay.events_per_settle(), target.least) << target.threads;
  }
}

TEST(Escrow, CreditThatLiesIdleIsShared) {
  Replay replay(64);
  for (int i = 0; i < 256; ++i)
    replay.allocate(0, kMiB);
  for (int i = 0; i < 256; ++i)
    replay.release(0, kMiB);
  replay.forget_events();
  std::mt19937_64 random(1);
  std::vector<int> held(64), way(64, 1);
  for (int i = 0; i < 1000000; ++i) {
    size_t thread = 1 + random() % 63;
    if (way[thread] > 0)
      replay.allocate(thread, 128);
    else
      replay.release(thread, 128);
    held[thread] += way[thread];
    if (held[thread] == 512 || held[thread] == 0)
      way[thread] = -way[thread];
  }
  EXPECT_GE(replay.events_per_settle(), 1000);
}

TEST(Escrow, TheEndOfAThreadIsNoGrowth) {
  Replay replay(4);
  for (int i = 0; i < 100; ++i)
    replay.allocate(i % 4, 10000);
  uint64_t most = replay.most();
  for (int i = 0; i < 10000; ++i) {
    replay.renew(1 + i % 3);
    replay.allocate(1 + i % 3, 100);
    replay.release(1 + i % 3, 100);
  }
  EXPECT_LE(replay.most(), most + 4 * 4096 + 100);
}

} // namespace
} // namespace memtrace::rt
