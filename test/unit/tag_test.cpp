// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tag_test.cpp: what is written on a block is read back, and nothing else is.
#include "core/tag.h"

#include "core/next.h"

#include <gtest/gtest.h>

#include <random>
#include <stdlib.h>
#include <string.h>
#include <vector>

namespace memtrace::rt {
namespace {

constexpr uint32_t kIds = 1000;

// Blocks here are no allocator's.
class Tag : public testing::Test {
protected:
  void SetUp() override { g_state.reads_headers = false; }
};

struct Buffer {
  alignas(16) char bytes[4096];
};

TEST_F(Tag, EverySizeThatFitsIsReadBack) {
  static Buffer buffer;
  for (size_t usable = 24; usable <= 1024; ++usable)
    for (size_t size = 0; size + kTagBytes <= usable; ++size) {
      write_tag(buffer.bytes, usable, size, 77u << 8);
      TaggedBlock tagged;
      ASSERT_TRUE(read_tag(buffer.bytes, usable, kIds, &tagged));
      ASSERT_EQ(tagged.id, 77u);
      ASSERT_EQ(tagged.size, size);
      ASSERT_EQ(tagged.apart, usable - kTagBytes - size >= kSlackApart);
    }
}

TEST_F(Tag, TheProgramsBytesAreNotTouched) {
  Buffer buffer;
  for (size_t size : {0, 20, 100, 3000}) {
    memset(buffer.bytes, 0x5a, sizeof buffer.bytes);
    write_tag(buffer.bytes, 4000, size, 5u << 8);
    for (size_t i = 0; i < size; ++i)
      ASSERT_EQ(buffer.bytes[i], 0x5a);
    for (size_t i = 4000; i < sizeof buffer.bytes; ++i)
      ASSERT_EQ(buffer.bytes[i], 0x5a);
  }
}

TEST_F(Tag, IdZeroAndIdsNotGivenAreInvalid) {
  static Buffer buffer;
  TaggedBlock tagged;
  write_tag(buffer.bytes, 100, 50, 0);
  EXPECT_FALSE(read_tag(buffer.bytes, 100, kIds, &tagged));
  write_tag(buffer.bytes, 100, 50, kIds << 8);
  EXPECT_FALSE(read_tag(buffer.bytes, 100, kIds, &tagged));
  write_tag(buffer.bytes, 100, 50, (kIds - 1) << 8);
  EXPECT_TRUE(read_tag(buffer.bytes, 100, kIds, &tagged));
}

TEST_F(Tag, ATagDoesNotMoveWithItsBytes) {
  static Buffer buffer, other;
  write_tag(buffer.bytes, 64, 60, 3u << 8);
  memcpy(other.bytes, buffer.bytes, sizeof buffer.bytes);
  TaggedBlock tagged;
  bool same = read_tag(other.bytes, 64, 4, &tagged) && tagged.id == 3;
  EXPECT_FALSE(same);
}

TEST_F(Tag, GarbageSeldomPasses) {
  std::mt19937_64 random(7);
  alignas(16) char block[64];
  int passed = 0;
  for (int i = 0; i < 100000; ++i) {
    for (size_t at = 0; at < sizeof block; at += 8) {
      uint64_t word = random();
      memcpy(block + at, &word, sizeof word);
    }
    TaggedBlock tagged;
    if (read_tag(block, sizeof block, kIds, &tagged)) {
      ++passed;
      ASSERT_LE(tagged.size, sizeof block - kTagBytes);
    }
  }
  // A thousand ids of 2^24: about 6 of 100,000, a quarter of them with slack
  // that fits in the block.
  EXPECT_LT(passed, 30);
}

TEST_F(Tag, GlibcsHeaderSaysTheUsableSize) {
  if (!header_formula_holds())
    GTEST_SKIP() << "the allocator is not glibc's";
  for (size_t size = 0; size < 300000; size = size * 5 / 4 + 1) {
    void *volatile kept = malloc(size); // or the compiler leaves the pair out
    void *block = kept;
    EXPECT_EQ(usable_from_header(header_of(block)),
              g_next.malloc_usable_size(block));
    free(block);
  }
}

} // namespace
} // namespace memtrace::rt
