// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// bins_test.cpp: which bins blocks of another allocator than glibc's go to.
#include "core/bins.h"

#include "keeps_next.h"

#include <errno.h>

namespace memtrace::rt {
namespace {

size_t usable; // of any block; 0: there is no memory
alignas(16) char block[2048];

void *ask(size_t) {
  errno = usable ? 0 : ENOMEM;
  return usable ? block : nullptr;
}
void give(void *) {}
size_t tell(void *) { return usable; }

class Bins : public KeepsNext {
protected:
  void SetUp() override {
    g_next.malloc = ask;
    g_next.free = give;
    g_next.malloc_usable_size = tell;
    for (uint8_t &bin : g_bins_for_steps)
      bin = 0;
  }

  static size_t learned(size_t size, size_t is_usable) {
    usable = is_usable;
    OthersBins::learn(size);
    return OthersBins::for_request(size);
  }
};

TEST_F(Bins, AreThoseOfBlocks) {
  EXPECT_EQ(learned(12, 16), 1u);
  EXPECT_EQ(learned(13, 32), 2u);
  EXPECT_EQ(learned(140, 160), 10u);
  EXPECT_EQ(OthersBins::for_request(129), 10u); // the same step
  EXPECT_EQ(OthersBins::for_request(124), 0u);  // not known yet
  EXPECT_EQ(OthersBins::of_block(160), 10u);
  EXPECT_EQ(OthersBins::usable_in(10), 160u);
  EXPECT_GE(OthersBins::of_block(1056), kBins);
}

TEST_F(Bins, HaveNothingElse) {
  EXPECT_EQ(learned(20, 24), kBins);     // another distance
  EXPECT_EQ(learned(40, 32), kBins);     // less than was asked for
  EXPECT_EQ(learned(1030, 1280), kBins); // too large
  EXPECT_EQ(OthersBins::for_request(2000), kBins);
}

TEST_F(Bins, LeaveNoSlackThatATagCantHold) {
  // 17 bytes with their tag, of 256: a slack of 239. Then of 272.
  EXPECT_EQ(learned(13, 256), 16u);
  EXPECT_LT(256 - 17u, kSlackApart);
  EXPECT_EQ(learned(29, 288), kBins);
}

TEST_F(Bins, AreNotKnownWithoutMemory) {
  errno = EINTR;
  EXPECT_EQ(learned(100, 0), 0u);
  EXPECT_EQ(errno, EINTR);
  EXPECT_EQ(learned(100, 112), 7u);
}

} // namespace
} // namespace memtrace::rt
