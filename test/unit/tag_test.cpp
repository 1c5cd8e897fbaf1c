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
class TagTest : public testing::Test {
protected:
  void SetUp() override { g_state.reads_headers = false; }
};

struct Buffer {
  alignas(16) size_t words_before[2] = {};
  char bytes[4096] = {};
};

TEST_F(TagTest, EverySizeThatFitsIsReadBack) {
  static Buffer buffer;
  for (size_t usable = 24; usable <= 1024; ++usable)
    for (size_t size = 0; size + kTagBytes <= usable; ++size) {
      write_tag(buffer.bytes, usable, size, 77u << 8);
      TaggedBlock tagged;
      ASSERT_EQ(read_tag(buffer.bytes, usable, kIds, &tagged), Tag::kWhole);
      ASSERT_EQ(tagged.id, 77u);
      ASSERT_EQ(tagged.size, size);
      ASSERT_EQ(tagged.apart, usable - kTagBytes - size >= kSlackApart);
    }
}

TEST_F(TagTest, TheProgramsBytesAreNotTouched) {
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

TEST_F(TagTest, IdZeroAndIdsNotGivenAreInvalid) {
  static Buffer buffer;
  TaggedBlock tagged;
  write_tag(buffer.bytes, 100, 50, 0);
  EXPECT_EQ(read_tag(buffer.bytes, 100, kIds, &tagged), Tag::kDamaged);
  write_tag(buffer.bytes, 100, 50, kIds << 8);
  EXPECT_EQ(read_tag(buffer.bytes, 100, kIds, &tagged), Tag::kDamaged);
  EXPECT_EQ(tagged.id, 0u);
  write_tag(buffer.bytes, 100, 50, (kIds - 1) << 8);
  EXPECT_EQ(read_tag(buffer.bytes, 100, kIds, &tagged), Tag::kWhole);
  write_tag(buffer.bytes, 100, 50, kUncountedId << 8);
  EXPECT_EQ(read_tag(buffer.bytes, 100, kIds, &tagged), Tag::kUncounted);
  EXPECT_EQ(tagged.id, 0u);
}

TEST_F(TagTest, AnOverrunByAZeroIsSeenAndNamed) {
  alignas(16) static struct {
    size_t header[2];
    char bytes[96]; // the addresses end in 0x10 and 0x00 in turn
  } blocks[16];
  g_state.reads_headers = true;
  for (auto &block : blocks)
    for (size_t usable : {24, 40, 56, 72})
      for (size_t size = usable - kTagBytes; size + 20 >= usable; --size) {
        block.header[1] = (usable + 8) | 1;
        write_tag(block.bytes, usable, size, 77u << 8);
        TaggedBlock tagged;
        ASSERT_EQ(read_tag(block.bytes, usable, kIds, &tagged), Tag::kWhole);
        ASSERT_EQ(tagged.size, size);
        block.bytes[usable - kTagBytes] = 0;
        ASSERT_EQ(read_tag(block.bytes, usable, kIds, &tagged), Tag::kDamaged);
        ASSERT_EQ(tagged.id, 77u);
      }
}

TEST_F(TagTest, AnOverrunByOneByteNeverNamesAnotherId) {
  alignas(16) static struct {
    size_t header[2];
    char bytes[32];
  } blocks[2];
  g_state.reads_headers = true;
  for (auto &block : blocks)
    for (int byte = 0; byte < 256; ++byte) {
      block.header[1] = 32 | 1;
      write_tag(block.bytes, 24, 20, 77u << 8);
      block.bytes[20] = (char)byte;
      TaggedBlock tagged;
      read_tag(block.bytes, 24, kIds, &tagged);
      ASSERT_EQ(tagged.id, 77u);
    }
}

TEST_F(TagTest, WhatWasNeverABlockIsNotFollowed) {
  g_state.reads_headers = true;
  // The word before says that the block ends where nothing is, or is no size.
  alignas(16) static uint64_t words[4];
  void *block = &words[2];
  TaggedBlock tagged;
  for (uint64_t header :
       {uint64_t(0), uint64_t(1) << 46 | 1, ~uint64_t(0), uint64_t(0x68)}) {
    words[1] = header;
    EXPECT_EQ(read_tag(block, usable_size(block), kIds, &tagged),
              Tag::kDamaged);
    EXPECT_EQ(tagged.id, 0u);
  }
}

TEST_F(TagTest, ATagDoesNotMoveWithItsBytes) {
  static Buffer buffer, other;
  write_tag(buffer.bytes, 64, 60, 3u << 8);
  memcpy(other.bytes, buffer.bytes, sizeof buffer.bytes);
  TaggedBlock tagged;
  bool same =
      read_tag(other.bytes, 64, 4, &tagged) == Tag::kWhole && tagged.id == 3;
  EXPECT_FALSE(same);
}

TEST_F(TagTest, GarbageSeldomPasses) {
  std::mt19937_64 random(7);
  Buffer buffer;
  constexpr size_t kUsable = 64;
  int passed = 0;
  for (int i = 0; i < 100000; ++i) {
    for (size_t at = 0; at < kUsable; at += 8) {
      uint64_t word = random();
      memcpy(buffer.bytes + at, &word, sizeof word);
    }
    TaggedBlock tagged;
    if (read_tag(buffer.bytes, kUsable, kIds, &tagged) == Tag::kWhole) {
      ++passed;
      ASSERT_LE(tagged.size, kUsable - kTagBytes);
    }
  }
  // A thousand ids of 2^24: about 6 of 100,000, a quarter of them with slack
  // that fits in the block.
  EXPECT_LT(passed, 30);
}

TEST_F(TagTest, GlibcsHeaderSaysTheUsableSize) {
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

// Of a block that glibc would have made without the tag, no more than it would
// have said, and what it would have said where the tag needs none of that.
TEST_F(TagTest, ProgramsAreToldNoMoreThanWithoutTags) {
  for (size_t size = 0; size <= 1024; ++size) {
    size_t untagged = rounded_by_glibc(size);
    size_t usable = rounded_by_glibc(size + kTagBytes);
    size_t told = usable_by_program(usable, usable - kTagBytes - size);
    ASSERT_GE(told, size);
    ASSERT_LE(told + kTagBytes, usable);
    ASSERT_EQ(told, usable == untagged ? usable - kTagBytes : untagged) << size;
  }
}

} // namespace
} // namespace memtrace::rt
