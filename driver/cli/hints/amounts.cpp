// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// amounts.cpp: see amounts.h.
#include "hints/amounts.h"

#include "hints/limits.h"

#include <cmath>

namespace memtrace::driver::hints {
namespace {

// Only the container's own storage was counted.
bool is_growth_alone(double all_bytes, double all_blocks, double largest) {
  double mean = all_bytes / all_blocks;
  return all_blocks >= kLeastSteps && largest / mean >= kLargestToMean;
}

// The elements' own blocks were counted with it, and have stayed.
bool is_growth_among_elements(const Growth &growth, const Amounts &amounts) {
  return growth.outgrown_blocks >= kLeastSteps - 2 &&
         growth.outgrown_bytes / growth.outgrown_blocks >=
             kOutgrownToKept * (amounts.bytes() / amounts.blocks());
}

} // namespace

Amounts &Amounts::operator+=(const Amounts &other) {
  allocated += other.allocated;
  current += other.current;
  peak += other.peak;
  return *this;
}

bool is_power_of_two(const Amounts &growth) {
  // While it grows, the block that it leaves is there, too.
  double last = growth.blocks() == 2 ? growth.bytes() * 2 / 3
                                     : growth.bytes() / growth.blocks();
  int exponent = 0;
  return std::frexp(last, &exponent) == 0.5;
}

Growth growth_of(const Amounts &amounts) {
  Growth growth;
  auto all_bytes = static_cast<double>(amounts.allocated.bytes);
  auto all_blocks = static_cast<double>(amounts.allocated.blocks);
  if (amounts.bytes() <= 0 || amounts.blocks() <= 0 || all_blocks <= 0 ||
      all_bytes <= 0)
    return growth;
  growth.outgrown_bytes = all_bytes - amounts.bytes();
  growth.outgrown_blocks = all_blocks - amounts.blocks();
  if (amounts.blocks() <= kFewBlocks) {
    double largest = amounts.bytes() / amounts.blocks();
    growth.is_clear = is_growth_alone(all_bytes, all_blocks, largest);
    growth.is_single = all_bytes <= kMostOfGrowth * amounts.bytes();
  } else {
    growth.is_clear = is_growth_among_elements(growth, amounts);
    growth.is_single = growth.is_clear;
  }
  return growth;
}

} // namespace memtrace::driver::hints
