// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// block_run_test.cpp: what glibc takes for blocks of its own.
#include "core/block_run.h"
#include "keeps_next.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <malloc.h>
#include <random>
#include <string.h>
#include <thread>
#include <vector>

// glibc's, whatever else stands before it.
extern "C" {
void *__libc_malloc(size_t);
void *__libc_realloc(void *, size_t);
void __libc_free(void *);
}

namespace memtrace::rt {
namespace {

class BlockRunTest : public KeepsNext {
protected:
  void SetUp() override {
    g_next.malloc = __libc_malloc;
    g_next.free = __libc_free;
  }
};

struct Piece {
  char *block;
  size_t chunk;
};

struct Used {
  char *block;
  size_t usable;
  char with;
};

void use(std::vector<Used> &all, char *block, size_t chunk) {
  all.push_back({block, chunk - 8, static_cast<char>(all.size())});
  memset(block, all.back().with, all.back().usable);
}

bool holds(const Used &used) {
  return std::all_of(used.block, used.block + used.usable,
                     [&](char c) { return c == used.with; });
}

// glibc ends the process where it finds its heap damaged.
void use_and_free_runs() {
  std::mt19937 random(1);
  std::vector<Used> all;
  for (int round = 0; round < 40; ++round) {
    for (size_t chunk = 32; chunk <= 1040; chunk += 16) {
      size_t count = 2 + random() % 30;
      std::vector<Piece> pieces;
      ASSERT_TRUE(ask_for_run(chunk, count, [&](void *piece, size_t chunk) {
        pieces.push_back({static_cast<char *>(piece), chunk});
      }));
      ASSERT_EQ(pieces.size(), count);
      ASSERT_TRUE(pieces.back().chunk == chunk ||
                  pieces.back().chunk == chunk + 16);
      for (char *next = pieces.back().block; !pieces.empty();
           pieces.pop_back()) {
        Piece piece = pieces.back();
        ASSERT_EQ(piece.block, next);
        ASSERT_EQ(usable_from_header(header_of(next)), piece.chunk - 8);
        ASSERT_TRUE(piece.chunk == chunk || pieces.size() == count);
        use(all, next, piece.chunk);
        next += piece.chunk;
      }
    }
    std::shuffle(all.begin(), all.end(), random);
    while (all.size() > 3000) {
      Used &last = all.back();
      ASSERT_TRUE(holds(last));
      if (random() % 8 == 0) {
        auto *moved =
            static_cast<char *>(__libc_realloc(last.block, last.usable + 100));
        ASSERT_TRUE(holds({moved, last.usable, last.with}));
        __libc_free(moved);
      } else {
        __libc_free(last.block);
      }
      all.pop_back();
    }
  }
  for (const Used &used : all) {
    ASSERT_TRUE(holds(used));
    __libc_free(used.block);
  }
}

TEST_F(BlockRunTest, GlibcTakesPiecesBack) {
  use_and_free_runs();
  // A heap that is whole again gives all of it back but for what its caches
  // keep, which don't merge.
  EXPECT_LT(mallinfo2().uordblks, size_t(4) << 20);
}

TEST_F(BlockRunTest, OtherArenasTakeTheirsBack) {
  std::thread(use_and_free_runs).join();
}

TEST_F(BlockRunTest, OneThreadFreesAnothersPieces) {
  std::vector<void *> pieces;
  std::thread([&] {
    for (size_t n = 0; n < 1000; ++n)
      ask_for_run(64, 16,
                  [&](void *piece, size_t) { pieces.push_back(piece); });
  }).join();
  EXPECT_EQ(pieces.size(), 16000u);
  for (void *piece : pieces)
    __libc_free(piece);
}

TEST_F(BlockRunTest, AMappingIsNotCut) {
  EXPECT_FALSE(ask_for_run(1040, 1000, [](void *, size_t) { FAIL(); }));
}

TEST_F(BlockRunTest, NoMemoryNoRun) {
  g_next.malloc = [](size_t) -> void * { return nullptr; };
  EXPECT_FALSE(ask_for_run(32, 2, [](void *, size_t) { FAIL(); }));
}

} // namespace
} // namespace memtrace::rt
