// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// keeps_next.h: for tests that put another next allocator in place.
#ifndef MEMTRACE_TEST_UNIT_KEEPS_NEXT_H
#define MEMTRACE_TEST_UNIT_KEEPS_NEXT_H

#include "core/state.h"

#include <gtest/gtest.h>

namespace memtrace::rt {

class KeepsNext : public testing::Test {
protected:
  ~KeepsNext() override { g_next = before; }

private:
  NextAllocator before = g_next;
};

} // namespace memtrace::rt

#endif
